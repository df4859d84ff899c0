import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import {
  baseNameOf,
  hostOf,
  isLayout,
  isTag,
  layoutFolder,
  layoutRepository,
  parseHost,
  parseReference,
  parseRepository,
  parseTag,
  pathOf,
  referenceText,
  sameHost,
} from '../../src/image/reference.ts';
import { unlessRefused } from './refusal.ts';

const hex = 'ab'.repeat(32);
const digest = `sha256:${hex}`;

describe('when a reference is parsed', () => {
  it.each([
    // P4: Docker Hub's short names and aliases
    ['debian', 'docker.io/library/debian'],
    ['debian:bookworm', 'docker.io/library/debian:bookworm'],
    ['acme/web', 'docker.io/acme/web'],
    ['docker.io/debian', 'docker.io/library/debian'],
    ['index.docker.io/library/debian', 'docker.io/library/debian'],
    ['registry-1.docker.io/debian', 'docker.io/library/debian'],
    ['docker.io:443/debian', 'docker.io/library/debian'],
    ['registry-1.docker.io:443/acme/web', 'docker.io/acme/web'],
    ['Docker.IO./debian', 'docker.io/library/debian'],
    // hosts
    ['ghcr.io/acme/web:1.4.2', 'ghcr.io/acme/web:1.4.2'],
    ['GHCR.io/acme/web', 'ghcr.io/acme/web'],
    ['ghcr.io./acme/web', 'ghcr.io/acme/web'],
    ['ghcr.io.:443/acme/web', 'ghcr.io/acme/web'],
    ['ghcr.io:443/acme/web', 'ghcr.io/acme/web'],
    ['registry.example.com:5000/web:v1', 'registry.example.com:5000/web:v1'],
    ['localhost/web', 'localhost/web'],
    ['localhost:5000/web', 'localhost:5000/web'],
    ['localhost:443/web', 'localhost:443/web'],
    ['registry:5000/web', 'registry:5000/web'],
    ['registry:443/web', 'registry:443/web'],
    ['[::1]:5000/web', '[::1]:5000/web'],
    ['[0:0:0:0:0:0:0:1]:5000/web:v1', '[::1]:5000/web:v1'],
    ['[2001:DB8::5]/web', '[2001:db8::5]/web'],
    ['127.0.0.1:5000/web', '127.0.0.1:5000/web'],
    ['127.1:5000/web', '127.0.0.1:5000/web'],
    // tag and digest
    [`ghcr.io/acme/web@${digest}`, `ghcr.io/acme/web@${digest}`],
    [`ghcr.io/acme/web:1.4.2@${digest}`, `ghcr.io/acme/web:1.4.2@${digest}`],
    [`localhost:5000/web@${digest}`, `localhost:5000/web@${digest}`],
    ['localhost:5000', 'docker.io/library/localhost:5000'],
    // P1: paths
    ['ghcr.io/a__b/c-d--e/f.g_h', 'ghcr.io/a__b/c-d--e/f.g_h'],
    // OCI image layouts
    ['oci:images', 'oci:./images'],
    ['oci:./images/', 'oci:./images'],
    ['oci:.//images/./web:1.4.2', 'oci:./images/web:1.4.2'],
    ['oci:../images', 'oci:../images'],
    ['oci:.', 'oci:.'],
    ['oci:/', 'oci:/'],
    ['oci:/srv/images:v1', 'oci:/srv/images:v1'],
    [`oci:/srv/images@${digest}`, `oci:/srv/images@${digest}`],
    [`oci:/srv/images:v1@${digest}`, `oci:/srv/images:v1@${digest}`],
    ['oci:/srv/@acme/a:b/images:v1', 'oci:/srv/@acme/a:b/images:v1'],
    ['oci:Große Bilder:v1', 'oci:./Große Bilder:v1'],
    // drives of Windows
    ['oci:D:/images', 'oci:D:/images'],
    ['oci:d:\\a\\_temp\\.\\images\\:v1', 'oci:D:/a/_temp/images:v1'],
    ['oci:D:\\a\\_temp/images:v1', 'oci:D:/a/_temp/images:v1'],
    [`oci:D:\\images@${digest}`, `oci:D:/images@${digest}`],
    [`oci:D:\\images:v1@${digest}`, `oci:D:/images:v1@${digest}`],
  ])('reads %s as %s', (text, canonical) => {
    expect(referenceText(parseReference(text))).toBe(canonical);
    expect(referenceText(parseReference(canonical))).toBe(canonical);
  });

  it.each([
    ['', 'REFERENCE_INVALID'],
    ['/web', 'REFERENCE_INVALID'],
    ['ghcr.io/', 'REFERENCE_INVALID'],
    ['ghcr.io//web', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/web/', 'REFERENCE_INVALID'],
    ['ghcr.io/Acme/web', 'REFERENCE_INVALID'],
    ['Acme/web', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/../web', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/.web', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/we___b', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/w b', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/web%2f', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/web?x=1', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/web#x', 'REFERENCE_INVALID'],
    ['ghcr.io/acme/web\n', 'REFERENCE_INVALID'],
    ['https://ghcr.io/acme/web', 'REFERENCE_INVALID'],
    [digest, 'REFERENCE_INVALID'],
    [hex, 'REFERENCE_INVALID'],
    ['ghcr.io/acme/web:', 'TAG_INVALID'],
    ['ghcr.io/acme/web:-v1', 'TAG_INVALID'],
    [`ghcr.io/acme/web:${'a'.repeat(129)}`, 'TAG_INVALID'],
    ['ghcr.io/acme/web@', 'DIGEST_INVALID'],
    ['ghcr.io/acme/web@sha256:abc', 'DIGEST_INVALID'],
    [`ghcr.io/acme/web@${digest}@${digest}`, 'REFERENCE_INVALID'],
    ['ghcr..io/web', 'HOST_INVALID'],
    ['-a.io/web', 'HOST_INVALID'],
    ['a_b.io/web', 'HOST_INVALID'],
    ['1.2.3.4.5/web', 'HOST_INVALID'],
    ['256.1.1.1/web', 'HOST_INVALID'],
    ['::1/web', 'HOST_INVALID'],
    ['[::g]/web', 'HOST_INVALID'],
    ['[::1/web', 'HOST_INVALID'],
    ['[fe80::1%25eth0]/web', 'HOST_INVALID'],
    ['ghcr.io:/web', 'HOST_INVALID'],
    ['ghcr.io:0/web', 'HOST_INVALID'],
    ['ghcr.io:0443/web', 'HOST_INVALID'],
    ['ghcr.io:65536/web', 'HOST_INVALID'],
    ['ghcr.io:5000:5000/web', 'HOST_INVALID'],
    ['user@ghcr.io/web', 'HOST_INVALID'],
    ['oci:', 'REFERENCE_INVALID'],
    ['oci::v1', 'REFERENCE_INVALID'],
    ['oci:a\0b', 'REFERENCE_INVALID'],
    ['oci:images:v 1', 'TAG_INVALID'],
    ['oci:images@sha256:abc', 'DIGEST_INVALID'],
  ])('refuses %j with %s', (text, code) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code, kind: 'config' }));
  });

  it.each(['./images/web', '../web', '/web', '~/images/web'])(
    'tells how a folder is written where %s stands for one',
    (text) => {
      expect(() => parseReference(text)).toThrow(
        expect.objectContaining({ code: 'REFERENCE_INVALID', hint: expect.stringContaining('oci:./') }),
      );
    },
  );

  it('allows 255 characters of host and path, and no more (P1)', () => {
    const path = 'a'.repeat(255 - 'ghcr.io'.length);
    expect(pathOf(parseRepository(`ghcr.io/${path}`))).toBe(path);
    expect(() => parseRepository(`ghcr.io/${path}a`)).toThrow(HoistError);
  });

  it.each([
    'robot:canary@ghcr.io/web',
    'https://robot:canary@ghcr.io/web',
    'ghcr.io/web?token=canary',
    'ghcr.io/web:1?token=canary',
    'web@example.com?token=canary',
  ])('never shows what may be a secret in %s (A45)', (text) => {
    expect(() => parseReference(text)).toThrow(HoistError);
    expect(() => parseReference(text)).toThrow(/^(?!.*canary)/s);
  });

  it('stays fast and throws nothing but HoistError, whatever it is given', () => {
    const pieces = fc.constantFrom(
      'oci:',
      '/',
      ':',
      '@',
      '.',
      '-',
      '_',
      '[',
      ']',
      'a',
      'A',
      '443',
      'docker.io',
      digest,
    );
    const near = fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.oneof(
          near.map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const reference = unlessRefused(() => parseReference(text));
          const again = reference && parseReference(referenceText(reference));
          expect(again).toEqual(reference);
        },
      ),
      { numRuns: 2000 },
    );
    for (const piece of ['a-', 'a.', '-', '_', '/', 'a/', ':', '@', '[']) {
      expect(() => parseReference(`ghcr.io/${piece.repeat(100_000)}!`)).toThrow(HoistError);
      expect(() => parseReference(`${piece.repeat(100_000)}!.io/web`)).toThrow(HoistError);
    }
  });
});

describe('when a host of the config is parsed', () => {
  it.each([
    ['GHCR.IO', 'ghcr.io'],
    ['registry.hub.docker.com', 'docker.io'],
    ['registry', 'registry:443'],
    ['registry:443', 'registry:443'],
    ['localhost', 'localhost'],
    ['[::1]:443', '[::1]:443'],
    ['[fd00::1]:443', '[fd00::1]'],
  ])('reads %s as %s, as in a reference', (text, canonical) => {
    expect(parseHost(text)).toBe(canonical);
    expect(parseHost(canonical)).toBe(canonical);
  });

  it.each(['', 'ghcr.io/acme', 'https://ghcr.io', 'ghcr.io ', 'grüße.example', '*.example.com'])(
    'refuses %j',
    (text) => {
      expect(() => parseHost(text)).toThrow(expect.objectContaining({ code: 'HOST_INVALID' }));
    },
  );
});

describe('when a name is refused', () => {
  it.each([
    ['::1/web', /brackets/],
    ['2001:db8::1/web', /brackets/],
    ['regi stry.example.com/web', /DNS name/],
    ['registry.example.com:99999/web', /DNS name/],
    [`registry.example.com/${'a'.repeat(256)}`, /255 characters/],
    ['registry.example.com/Web', /lower case/],
  ])('the hint says of %s what helps', (text, hint) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(hint) }),
    );
  });
});

describe('when a repository is taken apart', () => {
  it('gives host, path and last component', () => {
    const name = parseRepository('localhost:5000/acme/web');
    expect([hostOf(name), pathOf(name), baseNameOf(name), isLayout(name)]).toEqual([
      'localhost:5000',
      'acme/web',
      'web',
      false,
    ]);
  });

  it('gives the folder of a layout, which is on no registry', () => {
    const name = parseRepository('oci:/srv/images/web');
    expect([layoutFolder(name), baseNameOf(name), isLayout(name)]).toEqual(['/srv/images/web', 'web', true]);
    expect(sameHost(name, name)).toBe(false);
  });

  it('tells two repositories of one registry by their canonical host (P25)', () => {
    expect(sameHost(parseRepository('debian'), parseRepository('index.docker.io:443/acme/web'))).toBe(true);
    expect(sameHost(parseRepository('localhost:5000/a'), parseRepository('localhost:5001/a'))).toBe(false);
  });

  it('refuses a tag or a digest where only a repository may stand', () => {
    for (const text of ['ghcr.io/acme/web:1', `ghcr.io/acme/web@${digest}`]) {
      expect(() => parseRepository(text)).toThrow(expect.objectContaining({ code: 'REPOSITORY_INVALID' }));
    }
  });

  it('refuses a folder whose name would read as something else', () => {
    for (const folder of ['', 'a:b', 'a@b', 'x/a:b/', 'a\u001b[2J', 'D:', 'D:/', 'D:\\', 'D:/a:b']) {
      expect(() => layoutRepository(folder)).toThrow(HoistError);
    }
  });

  it.each(['oci:.\\images', 'oci:images\\web:1', 'oci:\\\\server\\share', 'oci:./images\\web@' + digest])(
    'refuses %s, which is another folder on Windows than elsewhere',
    (text) => {
      expect(() => parseReference(text)).toThrow(
        expect.objectContaining({
          code: 'REFERENCE_INVALID',
          hint: 'Write / between folders, also on Windows: oci:./images/web. Only after a drive may it be \\.',
        }),
      );
    },
  );

  it.each([
    './images:1',
    '../images',
    '~/images',
    '/images',
    '.\\images:1',
    'D:\\images\\web:1',
    'd:/images/web:1',
  ])('says of %s how a folder is written', (text) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ hint: 'A folder is written with oci: before it: oci:./images/web.' }),
    );
  });
});

describe('when a registry lists tags', () => {
  it.each(['latest', '_x', '1.4.2', 'a'.repeat(128)])('takes %s for a tag', (text) => {
    expect(parseTag(text)).toBe(text);
  });

  it.each(['', digest, '.hidden', '-x', 'a/b', 'a b', 'a\n', '../x', 'ü', 'a'.repeat(129)])(
    'does not take %j for one (P1, P39)',
    (text) => {
      expect(isTag(text)).toBe(false);
      expect(() => parseTag(text)).toThrow(expect.objectContaining({ code: 'TAG_INVALID' }));
    },
  );
});
