import { z } from 'zod';
import { ConfigFile } from './schema.ts';

/** The JSON Schema (draft 2020-12) of `.github/hoist.yml`, for editors: the schema that Hoist itself reads it with. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(ConfigFile, { target: 'draft-2020-12', io: 'input' });
  return {
    $schema,
    title: 'Hoist',
    description: 'How container images are promoted: .github/hoist.yml.',
    ...schema,
  };
}
