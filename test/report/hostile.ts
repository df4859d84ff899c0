import * as fc from 'fast-check';

const markdown =
  '` `` ``` | \\ \\| <b> </details> <!-- --> <br> &lt; &#60; [x](http://example.com) ![](http://example.com/x.png) ' +
  'www.example.com a@example.com @acme/ops #12 GH-12 :tada: $$ "] * _ ~~~ - 1. ---';
const commands = '::add-mask::a ::set-output name=x::y ##[add-mask]a :: ##[ ::stop-commands::x';
const lineEnds = ['\n', '\r\n', '\r', '\n\n', '\n# ', '\v', '\f', '\u0085', '\u2028', '\u2029'];
const blanks = [' ', '\t', '    ', '\u00a0'];
const escapes = ['\u001b[31m', '\u001b]8;;http://example.com\u0007', '\u009b2J', '\b'];
const hidden = ['\u202e', '\u200b', '\ufeff', '\u{e0041}', '\ud800', '\u00ad', '\u034f', '\u3164'];

/** Texts as a tag, a label, a header or a person could bring them into a report (A40–A44). */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...markdown.split(' ')),
      fc.constantFrom(...commands.split(' ')),
      fc.constantFrom(...lineEnds, ...blanks),
      fc.constantFrom(...escapes, ...hidden),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** Characters that are not seen, change the direction, or end a line. */
export const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Whether GitHub's runner would obey a line: it trims it first, and looks for `##[` anywhere in it. */
export function isObeyed(line: string): boolean {
  return line.trim().startsWith('::') || line.includes('##[');
}
