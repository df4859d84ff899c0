/** The time, so that tests own it. */
export interface Clock {
    now(): Date;
    /** Monotonic, in milliseconds. */
    ticks(): number;
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
