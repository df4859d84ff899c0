/** 0.2 → `0.20`. */
export function ratioText(ratio: number): string {
  return ratio.toFixed(2);
}

/** Seconds, to the hundredth. */
export function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? '-' : seconds.toFixed(2);
}

/** Bytes as millions. */
export function megabytesText(bytes: number | undefined): string {
  return bytes === undefined ? '-' : (bytes / 1e6).toFixed(bytes < 10e6 ? 2 : 0);
}
