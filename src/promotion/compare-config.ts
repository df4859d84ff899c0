import type { ConfigChange, Cut } from '../domain/change.ts';
import type { Answer, PlatformFacts } from '../domain/facts.ts';
import type { ImageConfig } from '../image/image-config.ts';
import { clipped, cut } from './cut-list.ts';
import { platformName } from './platform-name.ts';

type Setting = DistributiveOmit<ConfigChange, 'platforms'>;
type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/**
 * What runs differently: user, command, ports, volumes and names of environment variables, of the platforms that both
 * images have. Values of variables are never read: they may be secrets.
 */
export function compareConfigs(
  from: readonly PlatformFacts[],
  to: readonly PlatformFacts[],
): Answer<readonly ConfigChange[]> {
  const before = new Map(from.map((platform) => [platformName(platform), platform.config]));
  const found = new Map<string, { readonly setting: Setting; readonly platforms: string[] }>();
  let both = 0;
  for (const platform of to) {
    const name = platformName(platform);
    const old = before.get(name);
    if (old === undefined) continue;
    both += 1;
    if (old.state === 'unknown') return old;
    if (platform.config.state === 'unknown') return platform.config;
    for (const setting of settingsOf(old.value, platform.config.value)) {
      const key = JSON.stringify(setting);
      const known = found.get(key) ?? { setting, platforms: [] };
      known.platforms.push(name);
      found.set(key, known);
    }
  }
  if (both === 0)
    return { state: 'unknown', code: 'NO_EVIDENCE', message: 'the two images have no platform in common' };
  const changes = [...found.values()].map(({ setting, platforms }): ConfigChange => ({
    ...setting,
    platforms: platforms.length === both ? [] : platforms,
  }));
  return { state: 'known', value: changes };
}

function settingsOf(from: ImageConfig, to: ImageConfig): readonly Setting[] {
  return [
    ...textSetting('user', from.user, to.user),
    ...textSetting('entrypoint', commandText(from.entrypoint), commandText(to.entrypoint)),
    ...textSetting('command', commandText(from.cmd), commandText(to.cmd)),
    ...listSetting('ports', from.exposedPorts, to.exposedPorts),
    ...listSetting('volumes', from.volumes, to.volumes),
    ...listSetting('environment', from.env, to.env),
  ];
}

function textSetting(what: 'user' | 'entrypoint' | 'command', from: string, to: string): readonly Setting[] {
  return from === to ? [] : [{ what, from: clipped(from), to: clipped(to) }];
}

function listSetting(
  what: 'ports' | 'volumes' | 'environment',
  from: readonly string[],
  to: readonly string[],
): readonly Setting[] {
  const [added, removed] = [without(to, from), without(from, to)];
  return added.items.length + removed.items.length === 0 ? [] : [{ what, added, removed }];
}

function without(items: readonly string[], others: readonly string[]): Cut<string> {
  const known = new Set(others);
  return cut([...new Set(items)].filter((item) => !known.has(item)).map(clipped));
}

/** Words with a space are told apart: `["sh","-c","a b"]` is not `["sh","-c","a","b"]`. */
function commandText(words: readonly string[]): string {
  return words.map((word) => (/^[^\s"]+$/u.test(word) ? word : JSON.stringify(word))).join(' ');
}
