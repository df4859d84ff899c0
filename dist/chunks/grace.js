// src/disk/grace.ts
function graceSignal(signal, milliseconds) {
	const late = new AbortController();
	const wait = () => {
		setTimeout(() => late.abort(signal.reason), milliseconds).unref();
	};
	if (signal.aborted) wait();
	else signal.addEventListener("abort", wait, { once: true });
	return late.signal;
}

export { graceSignal };