/** Control characters other than newline and tab. Carriage returns are line ends. */
const CONTROLS = /[^\P{Cc}\n\t\r]/gu;

/** Text that can end no bracketed paste and move no cursor: without ESC, other C0 and C1 characters, and DEL. */
export const stripControls = (text: string): string => text.replace(CONTROLS, "").replace(/\r\n?/g, "\n");

/** How many characters `stripControls` leaves out. */
export const countControls = (text: string): number => text.match(CONTROLS)?.length ?? 0;

/** Text that others have written, within one of overstory's own: all lines but the first are indented, and so none is taken for another's. */
export const within = (text: string): string =>
  stripControls(text)
    .trimEnd()
    .replace(/[\n\u2028\u2029]/g, "\n  ");
