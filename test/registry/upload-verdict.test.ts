import { describe, expect, test } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { UploadBody } from '../../src/registry/upload-body.ts';
import {
  isAccepted,
  isWrongWay,
  mayBeThere,
  mayRestart,
  mayResume,
  type Failed,
} from '../../src/registry/upload-verdict.ts';
import { randomBlob } from '../fixtures/images.ts';
import { quickClock } from './test-client.ts';

const { bytes, descriptor } = randomBlob(100, 1);

type State = Partial<Pick<UploadBody, 'commits' | 'handed' | 'stored' | 'continued'>>;

/** The whole blob was handed over, and its last byte commits it, unless it is said otherwise. */
function bodyIn(state: State): UploadBody {
  const open = async function* () {
    yield { bytes, release: () => {} };
  };
  const body = new UploadBody({ open, blob: descriptor, clock: quickClock });
  return Object.assign(body, { handed: 100, commits: 'with its last byte' }, state);
}

function answer(status: number, code?: string): Failed {
  const body = code === undefined ? '' : JSON.stringify({ errors: [{ code, message: '' }] });
  return { response: { status, headers: {}, body: Buffer.from(body) } };
}

const cut: Failed = { error: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) };
const silent: Failed = { error: Object.assign(new Error('silent'), { code: 'UND_ERR_HEADERS_TIMEOUT' }) };
const network: Failed = {
  error: new HoistError('unreachable', 'NETWORK', 'the connection broke', {
    cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }),
  }),
};
const other: Failed = { error: new HoistError('incomplete', 'BLOB_SIZE', 'the source gave more') };

const half: State = { handed: 50 };

describe('an upload that did not end with 201', () => {
  test.each([
    [199, false],
    [200, true],
    [204, true],
    [205, false],
    [307, false],
  ])('when the answer is %i, that the registry took it is %s (P22)', (status, accepted) => {
    const response = { status, headers: {}, body: new Uint8Array(0) };
    expect(isAccepted(response)).toBe(accepted);
  });

  test.each<[string, Failed, State, boolean]>([
    ['500', answer(500), {}, true],
    ['500 to a body that commits nothing', answer(500), { commits: 'not yet' }, false],
    ['500 in the middle', answer(500), half, false],
    ['500 to the closing request', answer(500), { commits: 'alone' }, true],
    ['202', answer(202), {}, true],
    ['404', answer(404), {}, true],
    ['400', answer(400), {}, false],
    ['403', answer(403), {}, false],
    ['425', answer(425), {}, false],
    ['429', answer(429), {}, false],
    ['a cut', cut, {}, true],
    ['a cut in the middle', cut, half, false],
  ])('by %s, the blob may be there all the same (F20, Q12)', (_, failed, state, wanted) => {
    expect(mayBeThere(failed, bodyIn(state))).toBe(wanted);
  });

  test.each<[string, Failed, State, boolean]>([
    ['405, whatever its code', answer(405, 'DENIED'), {}, true],
    ['413', answer(413), {}, true],
    ['416', answer(416), {}, true],
    ['501', answer(501), {}, true],
    ['400', answer(400), {}, true],
    ['400 with a code that says nothing', answer(400, 'UNKNOWN'), {}, true],
    ['400 for the digest', answer(400, 'DIGEST_INVALID'), {}, false],
    ['404', answer(404), {}, true],
    ['404 for the session', answer(404, 'BLOB_UPLOAD_UNKNOWN'), {}, false],
    ['404 for the name', answer(404, 'NAME_UNKNOWN'), {}, false],
    ['403', answer(403), {}, false],
    ['500', answer(500), {}, false],
    ['405 to the closing request', answer(405), { commits: 'alone' }, false],
    ['405 after a part was taken', answer(405), { stored: 1 }, false],
    ['a cut in the middle', cut, half, true],
    ['a cut before the first byte', cut, { handed: 0 }, false],
    ['a cut after the last', cut, {}, false],
    ['silence in the middle', silent, half, false],
  ])('by %s, another way to send may do (Q1, F25)', (_, failed, state, wanted) => {
    expect(isWrongWay(failed, bodyIn(state))).toBe(wanted);
  });

  test.each<[string, Failed, State, boolean]>([
    ['a cut', cut, {}, true],
    ['503', answer(503), {}, true],
    ['401', answer(401), {}, true],
    ['400', answer(400), {}, false],
    ['416 after a part was taken', answer(416), { stored: 1 }, true],
    ['416 to the first part', answer(416), {}, false],
    ['416 once more', answer(416), { stored: 1, continued: true }, false],
  ])('by %s, it is worth asking how far it got (F6, F24, F26, P24)', (_, failed, state, wanted) => {
    expect(mayResume(failed, bodyIn(state))).toBe(wanted);
  });

  test.each<[string, Failed, State, boolean]>([
    ['a cut', cut, {}, true],
    ['a broken connection', network, {}, true],
    ['a fault of the source', other, {}, false],
    ['202', answer(202), {}, true],
    ['503', answer(503), {}, true],
    ['401', answer(401), {}, true],
    ['403', answer(403, 'DENIED'), {}, false],
    ['400', answer(400), {}, false],
    ['400 after it was continued', answer(400), { continued: true }, true],
    ['404 for the session', answer(404, 'BLOB_UPLOAD_UNKNOWN'), {}, true],
    ['400 for the digest', answer(400, 'DIGEST_INVALID'), {}, true],
    ['400 for the size', answer(400, 'SIZE_INVALID'), {}, true],
    ['400 for the name', answer(400, 'NAME_INVALID'), {}, false],
  ])('by %s, it may be sent again from its start (F5–F7, F28, F29)', (_, failed, state, wanted) => {
    expect(mayRestart(failed, bodyIn(state))).toBe(wanted);
  });
});
