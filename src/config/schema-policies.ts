import { z } from 'zod';
import { WrittenPolicy } from '../policy/language.ts';
import { Name } from '../policy/written.ts';

/** Named lists of checks, with the options of every check: loaded where a config has policies. */
export const Policies = z.record(Name, WrittenPolicy);
export type Policies = z.output<typeof Policies>;
