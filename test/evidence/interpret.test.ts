import { describe, expect, it } from 'vitest';
import type { Trust } from '../../src/domain/evidence.ts';
import type { OpenedDocument, StatementSubject } from '../../src/evidence/document.ts';
import { interpret, type Subjects } from '../../src/evidence/interpret.ts';
import { digestOf, hexOf, type Digest } from '../../src/image/digest.ts';
import { predicateTypes, provenance, spdx } from './documents.ts';
import { found } from './found.ts';

const named = (name: string): Digest => digestOf(Buffer.from(name));
const index = named('index');
const amd64 = named('amd64');
const arm64 = named('arm64');
const attestation = named('attestation');
const subjects: Subjects = {
  image: { digest: index, isIndex: true, platforms: [{ digest: amd64 }, { digest: arm64 }] },
  attestations: new Set([attestation]),
};
const trust: Trust = {
  level: 'signed',
  signers: ['ci'],
  identity: { kind: 'certificate', claims: { 12: 'https://github.com/acme/web' } },
};
const document = found(Buffer.from('{}'));

function about(digest: Digest, annotations: StatementSubject['annotations'] = {}): StatementSubject {
  return { digest: { sha256: hexOf(digest) }, annotations };
}

function statement(
  predicateType: string,
  predicate: unknown,
  of: readonly StatementSubject[] = [about(amd64)],
) {
  const opened = { found: document, trust, what: 'statement' } as const;
  return interpret({ ...opened, statement: { predicateType, predicate, subjects: of } }, subjects);
}

function report(json: unknown, file?: string) {
  const at = found(Buffer.from('{}'), file === undefined ? {} : { file });
  return interpret({ found: at, trust, what: 'report', json }, subjects).evidence;
}

const signature = (digest: string, annotations = {}): OpenedDocument => ({
  found: document,
  trust,
  what: 'signature',
  digest,
  annotations,
});

describe('when a statement is understood', () => {
  it('says what it is about, of what type it is, and what is in it', () => {
    expect(statement(predicateTypes.spdx, spdx())).toMatchObject({
      evidence: {
        digest: document.digest,
        place: 'referrers',
        title: 'SPDX 2.3',
        trust,
        subjects: [amd64],
        parts: [{ kind: 'sbom' }],
        predicateType: predicateTypes.spdx,
        predicate: spdx(),
      },
      signs: [],
    });
  });

  it('of an unknown type it is kept with its predicate, for checks that name that type', () => {
    const { evidence } = statement('https://example.com/review/v1', { by: 'x' });
    expect(evidence).toMatchObject({
      subjects: [amd64],
      parts: [],
      predicateType: 'https://example.com/review/v1',
      predicate: { by: 'x' },
    });
  });

  it('about another image it says nothing at all (I5)', () => {
    const { evidence } = statement(predicateTypes.spdx, spdx(), [about(named('other'))]);
    expect(evidence).toMatchObject({ subjects: [], parts: [], problem: { code: 'WRONG_SUBJECT' } });
    expect(evidence.predicateType).toBe(predicateTypes.spdx);
    expect(evidence).not.toHaveProperty('predicate');
  });

  it('that cannot be read says nothing, and that is told rather than what it is about', () => {
    for (const list of [[about(amd64)], [about(named('other'))]]) {
      const { evidence } = statement(predicateTypes.spdx, { spdxVersion: 'SPDX-9' }, list);
      expect(evidence).toMatchObject({ subjects: [], parts: [], predicateType: predicateTypes.spdx });
      expect(evidence.problem?.code).not.toBe('WRONG_SUBJECT');
      expect(evidence.problem).toBeDefined();
    }
  });

  it('that its certificate contradicts says nothing', () => {
    const stated = provenance({ repository: 'https://github.com/acme/other' });
    expect(statement(predicateTypes.provenance, stated).evidence).toMatchObject({
      subjects: [],
      parts: [],
      problem: { code: 'CONTRADICTION' },
    });
    const own = provenance({ repository: 'https://github.com/acme/web' });
    expect(statement(predicateTypes.provenance, own).evidence).not.toHaveProperty('problem');
  });
});

describe('when a signature is understood', () => {
  it.each([
    ['the index', index],
    ['a platform', amd64],
    ['another platform', arm64],
  ])('is about the very digest that it names: %s', (_, digest) => {
    const { evidence, signs } = interpret(signature(digest, { a: 'b' }), subjects);
    expect(evidence).toMatchObject({
      title: 'cosign signature',
      subjects: [digest],
      parts: [{ kind: 'signature', annotations: { a: 'b' } }],
    });
    expect(evidence).not.toHaveProperty('predicateType');
    expect(signs).toEqual([digest]);
  });

  it('on an attestation manifest it seals, and is none on the image', () => {
    const { evidence, signs } = interpret(signature(attestation), subjects);
    expect(signs).toEqual([attestation]);
    expect(evidence).toMatchObject({
      subjects: [],
      parts: [],
      problem: { code: 'WRONG_SUBJECT', message: expect.stringContaining('attestation manifest') as string },
    });
  });

  it.each(['', 'sha256:x', named('other'), 'x'.repeat(1000)])('on %j is about nothing', (digest) => {
    const { evidence, signs } = interpret(signature(digest), subjects);
    expect(signs).toEqual([]);
    expect(evidence).toMatchObject({ subjects: [], parts: [] });
    expect(evidence.problem).toEqual({
      code: 'WRONG_SUBJECT',
      message: `it signs ${digest.slice(0, 200)}, which is no part of the image`,
    });
  });

  it.each([
    ['https://sigstore.dev/cosign/sign/v1', true],
    ['https://sigstore.dev/cosign/sign/v10', true],
    ['https://sigstore.dev/cosign/sign/v1x', false],
    ['https://sigstore.dev/cosign/sign/', false],
    ['x https://sigstore.dev/cosign/sign/v1', false],
  ])('a statement of the type %s is one: %s', (type, expected) => {
    const { evidence, signs } = statement(type, {}, [about(amd64)]);
    expect(signs).toEqual(expected ? [amd64] : []);
    expect(evidence.parts.some(({ kind }) => kind === 'signature')).toBe(expected);
  });

  it('as a statement it signs all that it names and is ours, with what is said of the first of these', () => {
    const type = 'https://sigstore.dev/cosign/sign/v1';
    const of = [about(named('other'), { a: 'x' }), about(amd64, { a: 'y' }), about(arm64, { a: 'z' })];
    expect(statement(type, {}, of)).toMatchObject({
      evidence: { subjects: [amd64, arm64], parts: [{ kind: 'signature', annotations: { a: 'y' } }] },
      signs: [amd64, arm64],
    });
    const both = { digest: { sha512: 'x', sha256: hexOf(amd64) }, annotations: { a: 'b' } };
    expect(statement(type, {}, [both])).toMatchObject({
      evidence: { subjects: [amd64], parts: [{ annotations: { a: 'b' } }] },
    });
    expect(statement(type, {}, [{ digest: { sha1: 'x' }, annotations: { a: 'b' } }]).evidence).toMatchObject({
      problem: { code: 'WRONG_SUBJECT', message: 'it signs nothing, which is no part of the image' },
    });
  });
});

describe('when a report is understood', () => {
  it('of no known kind it is no evidence, and says so only where the config named it', () => {
    expect(report({ a: 1 })).toMatchObject({ subjects: [], parts: [] });
    expect(report({ a: 1 })).not.toHaveProperty('problem');
    expect(report({ a: 1 }, 'reports/a.json').problem).toBeDefined();
  });

  it('of a known kind that cannot be read it says so wherever it was', () => {
    const broken = { spdxVersion: 'SPDX-2.3', packages: 7 };
    expect(report(broken)).toMatchObject({ subjects: [], parts: [] });
    expect(report(broken).problem).toBeDefined();
    expect(report(broken, 'reports/a.json').problem).toBeDefined();
  });
});

describe('when a document said nothing', () => {
  it('has why', () => {
    const nothing = { code: 'UNSUPPORTED', message: 'no', title: 'it' } as const;
    const opened: OpenedDocument = { found: document, trust, what: 'nothing', ...nothing };
    expect(interpret(opened, subjects)).toEqual({
      evidence: {
        digest: document.digest,
        place: 'referrers',
        title: 'it',
        trust,
        subjects: [],
        parts: [],
        problem: { code: 'UNSUPPORTED', message: 'no' },
      },
      signs: [],
    });
  });
});
