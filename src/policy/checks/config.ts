import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import { defineCheck } from '../check.ts';
import { violation } from '../judgement.ts';
import { TextCondition, type Condition } from '../operator.ts';
import { concluded, onEachConfig, platformsText } from '../per-platform.ts';
import { setCondition, setReasons } from '../set-condition.ts';
import { say, strict } from '../written.ts';

export const configCheck = defineCheck({
  name: 'config',
  title: 'How a container of the image runs: user, ports, environment, volumes, entrypoint, health check.',
  schema: strict({
    user: TextCondition.describe('The user, without a group; empty is root, and so is 0.').optional(),
    ports: setCondition(portText).describe('The exposed ports: 8080/tcp; without a protocol tcp.').optional(),
    env: setCondition().describe('The names of environment variables; values are never read.').optional(),
    volumes: setCondition().describe('The paths of volumes.').optional(),
    entrypoint: TextCondition.describe('The words of the entrypoint with a space between.').optional(),
    healthcheck: z.boolean().describe('Whether there must be a health check, or must be none.').optional(),
  }).refine((written) => Object.values(written).some((value) => value !== undefined), {
    error: say('is empty', "Name what to look at: { user: { not-one-of: ['', root, '0'] } }."),
  }),
  about: 'image',
  needs: () => ({ configs: true }),
  judge({ user, ports, env, volumes, entrypoint, healthcheck }, facts) {
    const reasons = onEachConfig(facts, (config, platform) => [
      ...(user ? userReasons(user, config.user, platform) : []),
      ...(ports ? setReasons(ports, config.exposedPorts.map(portText), { what: 'the ports', platform }) : []),
      ...(env ? setReasons(env, config.env, { what: 'the environment variables', platform }) : []),
      ...(volumes ? setReasons(volumes, config.volumes, { what: 'the volumes', platform }) : []),
      ...(entrypoint ? entrypointReasons(entrypoint, config.entrypoint, platform) : []),
      ...healthReasons(healthcheck, config.healthcheck !== undefined, platform),
    ]);
    return concluded(reasons, {
      note: platformsText(facts),
      help: 'Change the Dockerfile, and build and push the image again.',
    });
  },
});

function portText(written: string): string {
  return written.includes('/') ? written.toLowerCase() : `${written}/tcp`;
}

const rootNames = ['', 'root', '0'] as const;
/** No user is called so: a condition that holds for it excludes names rather than listing them. */
const nobody = '\0';

function userReasons(condition: Condition<string>, written: string, platform: string): readonly Reason[] {
  const user = userText(written);
  const holds = allowsUser(condition, user);
  if (holds === true) return [];
  const compared = { platform, observed: JSON.stringify(written), expected: condition.text };
  return holds === undefined
    ? [{ code: 'INCOMPLETE', message: 'the user cannot be compared with that', ...compared }]
    : [violation('it runs as a user that is not allowed', compared)];
}

/** Without the group, and numbers as the runtime reads them: `00:1` and `+0` are user 0. */
function userText(written: string): string {
  const user = written.split(':', 1).join('');
  return /^[+-]?\d{1,20}$/.test(user) ? String(BigInt(user)) : user;
}

/** What excludes a name of root excludes root: `not-one-of: [root]` takes neither an empty user nor `0`. */
function allowsUser(condition: Condition<string>, user: string): boolean | undefined {
  const holds = condition.holds(user);
  const isRoot = rootNames.some((name) => name === user);
  if (holds !== true || !isRoot || condition.holds(nobody) !== true) return holds;
  return rootNames.every((name) => condition.holds(name) === true);
}

function entrypointReasons(
  condition: Condition<string>,
  words: readonly string[],
  platform: string,
): readonly Reason[] {
  const entrypoint = words.join(' ');
  const holds = condition.holds(entrypoint);
  if (holds === true) return [];
  const compared = { platform, observed: entrypoint, expected: condition.text };
  return holds === undefined
    ? [{ code: 'INCOMPLETE', message: 'the entrypoint cannot be compared with that', ...compared }]
    : [violation('the entrypoint is not allowed', compared)];
}

function healthReasons(wanted: boolean | undefined, isThere: boolean, platform: string): readonly Reason[] {
  if (wanted === undefined || wanted === isThere) return [];
  return [violation(wanted ? 'it has no health check' : 'it has a health check', { platform })];
}
