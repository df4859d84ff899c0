import type { SourcePosition } from '../errors.ts';
/** What people read while a command runs. Text from anywhere may be given to it: escaping is the sink's work (A40, A44). */
export interface Log {
    info(text: string): void;
    /** In Actions an annotation. */
    notice(text: string, position?: SourcePosition): void;
    warn(text: string, position?: SourcePosition): void;
    error(text: string, position?: SourcePosition): void;
    debug(text: string): void;
    /** Folds in Actions. */
    group<T>(title: string, run: () => Promise<T>): Promise<T>;
    /** Never shown again from here on: masks in Actions, and in this process. */
    secret(value: string): void;
}
