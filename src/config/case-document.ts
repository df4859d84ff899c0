import { z } from 'zod';
import { parseFilePath } from '../domain/file-path.ts';
import type { CaseDocument } from '../domain/policy-case.ts';
import { Name, oneOrMore, say, strict, Text } from '../policy/written.ts';
import { Texts, Time } from './case-words.ts';

const Certificate = strict({
  repository: Text.describe('OWNER/REPO of the run.').optional(),
  workflow: Text.describe('OWNER/REPO/.github/workflows/FILE.').optional(),
  'workflow-ref': Text.describe("The ref of the workflow's file.").optional(),
  ref: Text.describe('The ref of the run: refs/heads/main.').optional(),
  commit: Text.describe('The commit of the run.').optional(),
  runner: Text.describe('github-hosted or self-hosted.').optional(),
  trigger: Text.describe('The event of the run: push.').optional(),
  environment: Text.describe('The environment of the job.').optional(),
}).transform(({ 'workflow-ref': workflowRef, ...rest }) =>
  Object.fromEntries(Object.entries({ ...rest, workflowRef }).filter(([, value]) => value !== undefined)),
);

/** `folder`: where the case file is; paths in it start there. */
export function documentSchema(folder: string) {
  const path = Text.transform((text, context) => {
    try {
      return parseFilePath(joined(folder, text));
    } catch {
      context.addIssue({
        code: 'custom',
        message: say('is not a path inside the repository', "It starts at the case file's own folder."),
      });
      return z.NEVER;
    }
  });
  return strict({
    file: path.describe('A report, a predicate or an in-toto statement, as JSON.').optional(),
    predicate: z.unknown().describe('A predicate, written here.').optional(),
    'predicate-type': Text.describe(
      'The type of the predicate, where the file has no statement around it.',
    ).optional(),
    signature: z
      .union([z.literal(true), Texts])
      .describe('A signature over the image, with its annotations if any.')
      .optional(),
    'signed-by': Name.describe('A signer of the config, or unsigned, local (a file of the job), stranger.'),
    certificate: Certificate.describe("What its certificate says other than the signer's own.").default({}),
    'signed-at': z
      .union([z.literal('unknown'), Time])
      .describe('The proven time: an instant, or how long before the case. Default: the instant of the case.')
      .optional(),
    sealed: z.boolean().describe('Unsigned itself, below an index that is signed.').default(false),
    subject: oneOrMore(Text).describe('index, or platforms of the image. Default: the image.').optional(),
    place: z
      .enum(['referrers', 'fallback-tag', 'cosign-tag', 'index', 'github', 'local'])
      .describe('Where it was found.')
      .optional(),
  }).transform((written, context): Omit<CaseDocument, 'path'> => {
    const content = contentOf(written);
    if (typeof content === 'string') {
      context.addIssue({ code: 'custom', message: content, path: [] });
      return z.NEVER;
    }
    const { subject = [], certificate, sealed } = written;
    const signedAt = written['signed-at'] ?? { kind: 'age', seconds: 0 };
    return {
      content,
      signedBy: written['signed-by'],
      certificate,
      ...(signedAt === 'unknown' ? {} : { signedAt }),
      sealed,
      subjects: typeof subject === 'string' ? [subject] : subject,
      place: written.place ?? (written['signed-by'] === 'local' ? 'local' : sealed ? 'index' : 'referrers'),
    };
  });
}

type Written = {
  readonly file?: string | undefined;
  readonly predicate?: unknown;
  readonly 'predicate-type'?: string | undefined;
  readonly signature?: true | Readonly<Record<string, string>> | undefined;
};

/** The content, or what is wrong with it. */
function contentOf(written: Written): CaseDocument['content'] | string {
  const { file, predicate, signature, 'predicate-type': predicateType } = written;
  const given = [file, predicate, signature].filter((part) => part !== undefined).length;
  if (given !== 1)
    return say('has to have one of file, predicate and signature', 'Write one document an item.');
  if (signature !== undefined) return { kind: 'signature', annotations: signature === true ? {} : signature };
  if (file !== undefined)
    return { kind: 'file', path: file, ...(predicateType === undefined ? {} : { predicateType }) };
  if (predicateType === undefined)
    return say(
      'has a predicate and no predicate-type',
      'Add predicate-type: https://slsa.dev/provenance/v1.',
    );
  return { kind: 'predicate', predicateType, predicate };
}

/** Documents may lie beside the folder of the cases: `../reports/a.json` is one place up. */
function joined(folder: string, path: string): string {
  if (path.startsWith('/')) return path;
  const parts: string[] = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
