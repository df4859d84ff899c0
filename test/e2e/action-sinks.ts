import type { ActionRun } from '../fakes/runner/runner.ts';

/** Everything that outlives a step: what it printed, gave to later steps, showed to people and left on the disk. */
function sinksOf(run: ActionRun): ReadonlyMap<string, string> {
  const pairs = (map: ReadonlyMap<string, string>): string =>
    [...map].map((pair) => pair.join('=')).join('\n');
  // The runner takes these lines out of the log: they are how it is told.
  const printed = run.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  return new Map([
    ['stdout', printed.join('\n')],
    ['stderr', run.stderr],
    ['the outputs', pairs(run.outputs)],
    ['the state', pairs(run.state)],
    ['the environment', pairs(run.exported)],
    ['the path', run.path],
    ['the summary', run.summary],
    ...run.left,
  ]);
}

/** The ways in which a secret may be written: as it is, and as URLs, JSON, headers and dumps write it. */
function formsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret);
  const escaped = JSON.stringify(secret).slice(1, -1);
  return new Map([
    ['as it is', secret],
    ['in JSON', escaped],
    ['in JSON in JSON', JSON.stringify(escaped).slice(1, -1)],
    ['in a URL', encodeURIComponent(secret)],
    ['in a form', new URLSearchParams({ x: secret }).toString().slice(2)],
    ['in hex', bytes.toString('hex')],
    ['in capital hex', bytes.toString('hex').toUpperCase()],
    ...base64Forms(bytes),
  ]);
}

/** Base64 of it and of anything that it is the middle of: three alignments, without what the neighbours change. */
function base64Forms(bytes: Buffer): (readonly [string, string])[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/.?=*$/, '')
      .slice(shift === 0 ? 0 : 4);
    const inUrl = text.replaceAll('+', '-').replaceAll('/', '_');
    return [
      [`in base64, ${shift} bytes on`, text],
      [`in base64url, ${shift} bytes on`, inUrl],
    ] as const;
  });
}

/** Where a secret came out, and in which form: `the summary shows the password in base64`. */
export function leaksOf(run: ActionRun, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < 8) throw new Error(`the secret ${name} is too short to be looked for`);
    return [...formsOf(secret)].flatMap(([form, text]) =>
      [...sinksOf(run)]
        .filter(([, content]) => content.includes(text))
        .map(([sink]) => `${sink} shows ${name} ${form}`),
    );
  });
}
