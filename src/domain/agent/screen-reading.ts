import type { Screen } from "../watchdog/evidence.ts";
import type { Answer } from "./ask.ts";
import type { Fault } from "./fault.ts";
import type { PaneKey } from "./pane-key.ts";

/** What a runtime reads from its screen. In doubt whether it asks something, it does. */
export interface ScreenReading {
  screen: Screen;
  /** The dialog that it shows; also one that is not understood, then without options. */
  dialog: Dialog | null;
  /** What stands in its input and was not submitted; "" for an empty input, null when that cannot be told. */
  draft: string | null;
  /** The trouble that it tells of. */
  fault: Fault | null;
  /**
   * What it shows, without what moves by itself (spinners, clocks): while this stays the same, its output is no sign of
   * life. Null for a screen on which nothing moves by itself.
   */
  mark: string | null;
}

export interface Dialog {
  /** trust, login: a question of the CLI itself before it works at all. */
  what: "permission" | "question" | "trust" | "login" | "other";
  /** For people: what is asked, as on the screen, without its frame. */
  text: string;
  /** What can be chosen, as on the screen. */
  options: readonly DialogOption[];
}

export interface DialogOption {
  label: string;
  /** What choosing it says; null for what is neither yes nor no. */
  means: Answer | null;
  /** Pressed one after the other, with a moment between them. */
  keys: readonly PaneKey[];
}

/** A screen of which nothing but its kind is known. */
export const plainReading = (screen: Screen): ScreenReading => ({
  screen,
  dialog: screen === "dialog" ? { what: "other", text: "", options: [] } : null,
  draft: null,
  fault: null,
  mark: null,
});
