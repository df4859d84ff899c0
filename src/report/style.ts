/** How a text's parts are drawn. Report knows parts, the command line knows colours. */
export type Style = {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
};

const same = (text: string): string => text;

export const plainStyle: Style = { strong: same, faint: same, good: same, warn: same, bad: same };
