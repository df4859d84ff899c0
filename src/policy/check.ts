import type { z } from 'zod';
import type { Judgement } from '../domain/decision.ts';
import { needsNothing, type Facts, type Needs } from '../domain/facts.ts';
import type { BoundCheck, Judging } from '../domain/policy.ts';

/** One word of the policy language: what it is called, what it can be told, what it looks at, how it judges. */
export type CheckDefinition<Schema extends z.ZodType> = {
  /** Kebab-case: the key in `require`. */
  readonly name: string;
  /** One sentence, for editors and the docs. */
  readonly title: string;
  /** Of the options as written; ends in what `judge` is given. */
  readonly schema: Schema;
  readonly about: BoundCheck['about'] | ((options: z.output<Schema>) => BoundCheck['about']);
  readonly dependsOn?: BoundCheck['dependsOn'] | ((options: z.output<Schema>) => BoundCheck['dependsOn']);
  /** What has to be found out before it can judge. Default: nothing but the manifests. */
  needs?(options: z.output<Schema>): Partial<Needs>;
  /** The signers that `by` names. */
  signers?(options: z.output<Schema>): readonly string[];
  /** Pure: the same facts and the same time give the same judgement (I8). */
  judge(options: z.output<Schema>, facts: Facts, judging: Judging): Judgement;
};

/** A check that may stand in a policy. */
export type Check = {
  readonly name: string;
  readonly title: string;
  readonly schema: z.ZodType;
  /** With options that {@link Check.schema} gave. */
  bind(options: unknown): BoundCheck;
};

/** The one place where options lose and regain their type. */
export function defineCheck<Schema extends z.ZodType>(definition: CheckDefinition<Schema>): Check {
  const { name, title, schema, about, dependsOn = 'nothing' } = definition;
  return {
    name,
    title,
    schema,
    bind(given) {
      const options = given as z.output<Schema>;
      return {
        criterion: name,
        about: typeof about === 'function' ? about(options) : about,
        needs: { ...needsNothing, ...definition.needs?.(options) },
        signers: definition.signers?.(options) ?? [],
        dependsOn: typeof dependsOn === 'function' ? dependsOn(options) : dependsOn,
        judge: (facts, judging) => definition.judge(options, facts, judging),
      };
    },
  };
}
