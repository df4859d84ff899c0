/** One of the time keywords of DTR's tag templates (seeds.md §1.3): what C's strftime gives in UTC, in English. */
export type TimeKeyword = {
    render(instant: Date): string;
    /** Lengths that a rendered value can have, shortest first. */
    readonly lengths: readonly number[];
    /** Whether some instant renders to this. */
    couldBe(text: string): boolean;
};
/** By letter: the `Y` of `%Y`. `%n` is not among them. */
export declare const timeKeywords: ReadonlyMap<string, TimeKeyword>;
