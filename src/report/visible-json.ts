const unseen = /(?<=##)\[|(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * JSON that hides nothing in a terminal, a log or an editor (A44) and gives GitHub's runner no `##[` to obey (A40): such
 * characters of its strings are written as JSON's own escapes, so it parses to the same value. On one line unless an
 * indent is given.
 */
export function visibleJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, undefined, indent).replaceAll(unseen, (character) =>
    // By UTF-16 unit, as JSON counts.
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
