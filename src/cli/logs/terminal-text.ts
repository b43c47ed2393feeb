/**
 * A terminal's output without what would change or ask the terminal that it is shown in: modes (alternate screen, mouse,
 * bracketed paste, keyboard), titles and clipboard, questions whose answers would be typed into the shell. Colours and
 * moves of the cursor stay. Takes any pieces; a sequence may be spread over several.
 */
export class TerminalText {
  #rest = "";

  /** What may be shown of the piece, in latin1, in which every byte is a character. */
  take(piece: Uint8Array): Uint8Array {
    const text = this.#rest + Buffer.from(piece).toString("latin1");
    const open = UNFINISHED.exec(text)?.[0] ?? "";
    this.#rest = open.length > LONGEST ? "" : open;
    return Buffer.from(text.slice(0, text.length - open.length).replace(UNWANTED, ""), "latin1");
  }
}

/** A sequence that is not over after so much is none. */
const LONGEST = 65_536;

const STRING = "\\x1b[\\]P_^X][^\\x07\\x1b]*";
const UNWANTED = new RegExp(
  [
    `${STRING}(?:\\x07|\\x1b\\\\)`,
    // Private ones, and those with intermediate bytes: modes and questions.
    "\\x1b\\[[<=>?][0-?]*[ -/]*[@-~]",
    "\\x1b\\[[0-?]*[ -/]+[@-~]",
    // Who are you, where is the cursor; modes, scrolling region, windows.
    "\\x1b\\[[0-?]*[chlnrtx]",
    // Reset, keypad modes, who are you.
    "\\x1b[cZ=>]",
  ].join("|"),
  "g",
);
const UNFINISHED = new RegExp(`(?:${STRING}\\x1b?|\\x1b\\[[0-?]*[ -/]*|\\x1b)$`);
