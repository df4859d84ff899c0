import { z } from 'zod';
import { HoistError } from '../errors.ts';

/** A hint travels behind the message of a schema's error, on a line of its own; the mapper of issues parts them. */
export function say(message: string, hint?: string): string {
  return hint === undefined ? message : `${message}\n${hint}`;
}

/** A map that refuses unknown keys; the message of that issue is the list of known ones, for "did you mean". */
export function strict<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
}

/** One, or a list of at least one. */
export function oneOrMore<Item extends z.ZodType>(item: Item): z.ZodUnion<[Item, z.ZodArray<Item>]> {
  return z.union([item, z.array(item).min(1)]);
}

/** Runs a reader of ours inside a schema: what it throws becomes the issue, with its hint. */
export function reading<In, Out>(read: (value: In) => Out): (value: In, context: z.RefinementCtx) => Out {
  return (value, context) => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof HoistError)) throw error;
      context.addIssue({
        code: 'custom',
        message: say(error.message, error.hint),
        params: { code: error.code },
      });
      return z.NEVER;
    }
  };
}

/** Refuses, at the value's own place, what a reader of ours refuses. */
export function readable<In>(read: (value: In) => unknown): (value: In, context: z.RefinementCtx) => void {
  const attempt = reading(read);
  return (value, context) => void attempt(value, context);
}

/** The name of a pipeline, stage, policy or signer: it is part of outputs, job titles and file names (A27). */
export const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: say(
    'is not a name',
    'A name has 1 to 64 ASCII letters, digits, ".", "_" or "-" and begins with a letter or a digit.',
  ),
});

const durationError = say('is not a duration', 'Write a number and a unit, m, h, d or w: 90d.');

/** `90d`, `36h`. */
export const Duration = z
  .string({ error: durationError })
  .regex(/^[1-9][0-9]{0,4}[mhdw]$/, { error: durationError });

/** Text that another part of Hoist judges, with its own message. */
export const Text = z.string().min(1);

/** A whole number, with its range in the hint of what is refused about it. */
export function whole(least: number, most?: number): z.ZodInt {
  const range = most === undefined ? `${least} or more` : `from ${least} to ${most}`;
  const error = say('', `Write a whole number, ${range}.`);
  const from = z.int({ error }).min(least, { error });
  return most === undefined ? from : from.max(most, { error });
}

/** A day in UTC: `2027-01-31`. */
export const Day = z.iso.date({ error: say('is not a date', 'Write it as 2026-01-31.') });

const secondsOf = { m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** Of a text that {@link Duration} accepts. */
export function durationSeconds(text: string): number {
  const unit = text.at(-1) as keyof typeof secondsOf;
  return Number(text.slice(0, -1)) * secondsOf[unit];
}
