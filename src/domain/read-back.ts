/**
 * Waits, in milliseconds, before what was written is looked for again: readers of some registries lag behind their
 * writers. A minute in all (N19, F44, Q12).
 */
export const readBackWaits: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];
