/** Secrets of this process, taken out of every text that is shown. */
export interface Mask {
  /** Gives the parts that are hidden from here on: the value, and each longer line of one with several lines. */
  add(secret: string): readonly string[];
  hide(text: string): string;
}

/** Shorter values are in every text by chance; hiding them would blank the log and tell what they are. */
const shortest = 4;

export function createMask(): Mask {
  const hidden = new Set<string>();
  return {
    add(secret) {
      const lines = secret.split(/[\r\n]+/).filter((line) => line.length >= 8);
      const parts = [secret, ...(lines.length > 1 ? lines : [])].filter((part) => part.length >= shortest);
      const fresh = parts.filter((part) => !hidden.has(part));
      for (const part of fresh) hidden.add(part);
      return fresh;
    },
    hide(text) {
      // Longest first: a secret may be a part of another.
      const secrets = Array.from(hidden).sort((a, b) => b.length - a.length);
      return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
    },
  };
}
