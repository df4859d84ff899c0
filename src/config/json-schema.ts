import { z } from 'zod';
import { Policies } from './schema-policies.ts';
import { configFile } from './schema.ts';

/** The JSON Schema (draft 2020-12) of `.github/hoist.yml`, for editors: the schema that Hoist itself reads it with. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(configFile(Policies), {
    target: 'draft-2020-12',
    io: 'input',
  });
  return {
    $schema,
    title: 'Hoist',
    description: 'How container images are promoted: .github/hoist.yml.',
    ...schema,
  };
}
