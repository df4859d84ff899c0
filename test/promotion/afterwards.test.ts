import { describe, expect, it } from 'vitest';
import type { StoredImage } from '../../src/ports/ledger.ts';
import { scene } from './world.ts';

const image = 'ghcr.io/acme/dev/web:1.4.2';
const config = `
version: 1
registries: { plain.example.com: { plain-http: true } }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: [us.example.com/web, eu.example.com/web, plain.example.com/web] }]
`;

describe('when a stage has promoted and there is a ledger', () => {
  it('each target with TLS is listed, a repeated run lists nothing, and a refusal is one notice', async () => {
    const stored: StoredImage[] = [];
    const ledger = {
      async store(one: StoredImage) {
        stored.push(one);
        return 'acme is no organisation';
      },
    };
    const at = await scene(config, { ledger });
    const { root } = at.push(image);

    const { exitCode } = await at.promote({ image });
    await at.promote({ image });

    expect(stored.map(({ repository, digest, tag }) => [repository, digest, tag])).toEqual([
      ['us.example.com/web', root.digest, '1.4.2'],
      ['eu.example.com/web', root.digest, '1.4.2'],
    ]);
    expect(at.world.said.filter((line) => line.startsWith('linked artifacts'))).toEqual([
      'linked artifacts: acme is no organisation',
    ]);
    expect(exitCode).toBe(0);
  });
});
