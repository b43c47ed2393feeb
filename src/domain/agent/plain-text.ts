/** Control characters other than newline and tab. Carriage returns are line ends. */
const CONTROLS = /[^\P{Cc}\n\t\r]/gu;

/** Text that can end no bracketed paste and move no cursor: without ESC, other C0 and C1 characters, and DEL. */
export const stripControls = (text: string): string => text.replace(CONTROLS, "").replace(/\r\n?/g, "\n");

/** How many characters `stripControls` leaves out. */
export const countControls = (text: string): number => text.match(CONTROLS)?.length ?? 0;
