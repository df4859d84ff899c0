/** Secrets of this process, taken out of every text that is shown or kept (A32, A45). */
export interface Mask {
  /** Gives the parts that are hidden from here on: the value, and each longer line of one with several lines. */
  add(secret: string): readonly string[];
  hide(text: string): string;
  /**
   * The same value with secrets taken out of its strings: a registry's message may repeat what it was sent. Words of a
   * grammar, such as a digest or a tag, hold a short secret by chance only and stay what they are.
   */
  hideIn<T>(value: T): T;
}

/** Shorter values are in every text by chance; hiding them would blank the log and tell what they are. */
const shortest = 4;
/** Shorter values may be in a digest by chance. */
const shortestInWords = 16;
const word = /^[A-Za-z0-9_.:/@+-]*$/;

export function createMask(): Mask {
  const told = new Set<string>();
  /** Longest first: a secret may be a part of another. */
  let hidden: readonly string[] = [];

  function hide(text: string): string {
    const secrets = word.test(text) ? hidden.filter((one) => one.length >= shortestInWords) : hidden;
    return hideAll(text, secrets);
  }

  return {
    add(secret) {
      const lines = secret.split(/[\r\n]+/).filter((line) => line.length >= 8);
      const parts = [secret, ...(lines.length > 1 ? lines : [])].filter((part) => part.length >= shortest);
      const fresh = parts.filter((part) => !told.has(part));
      for (const part of fresh) told.add(part);
      const forms = new Set([...told].flatMap(formsOf));
      if (fresh.length > 0) hidden = [...forms].sort((a, b) => b.length - a.length);
      return fresh;
    },
    hide: (text) => hideAll(text, hidden),
    hideIn: (value) => mapStrings(value, hide) as typeof value,
  };
}

function hideAll(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}

/** As it is, and as JSON, addresses and headers write it: what GitHub's runner hides of a masked value, too. */
function formsOf(secret: string): readonly string[] {
  const inAddress = encodeURIComponent(Buffer.from(secret).toString());
  const forms = [secret, JSON.stringify(secret).slice(1, -1), inAddress];
  return secret.length < 8 ? forms : [...forms, ...[0, 1, 2].map((shift) => encoded(secret, shift))];
}

/** In base64 behind so many other bytes, without the characters that depend on its neighbours. */
function encoded(secret: string, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString('base64');
  return text.slice(shift === 0 ? 0 : 4).replace(/.?=+$/, '');
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapStrings(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]));
}
