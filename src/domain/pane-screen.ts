/** What a pane shows at one moment, without colours. */
export interface PaneScreen {
  /** From the top, without the blanks at their ends. */
  rows: string[];
  /** A program that draws a whole screen has switched to the terminal's second one. */
  isAlternate: boolean;
  /** Both from 0; a column is as wide as a narrow letter. */
  cursor: { row: number; column: number };
}
