import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A program that behaves like the screen of an agent's CLI: a box into which text is pasted, Enter that submits it, a dialog
 * that any Enter approves. What it takes, it writes down. Run as `bun tui.ts FOLDER`, steered by FOLDER/state.json.
 */
export interface TuiState {
  busy?: boolean;
  dialog?: boolean;
  /** Its dialog is gone when it was answered. */
  answerable?: boolean;
  /** Enters that come within so many ms after text are lost. */
  deafMs?: number;
  /** So many Enters are lost whenever they come. */
  lostEnters?: number;
  /** Shows what it has read only after so many ms. */
  slowMs?: number;
  /** Tells nothing of what stands in its box. */
  hidesDraft?: boolean;
  /** Has drawn nothing. */
  isBlank?: boolean;
  /** What its dialog is about. */
  about?: string;
}

const folder = process.argv[2] ?? "";
const state = (): TuiState => {
  try {
    return JSON.parse(readFileSync(join(folder, "state.json"), "utf8"));
  } catch {
    return {};
  }
};
const note = (kind: string, text: string) =>
  appendFileSync(join(folder, "taken"), `${JSON.stringify({ kind, text })}\n`);

const BEGIN = "\u001b[200~";
const END = "\u001b[201~";
const endsInPart = (text: string): boolean =>
  [2, 3, 4, 5].some((length) => text.endsWith(BEGIN.slice(0, length)) || text.endsWith(END.slice(0, length)));

let draft = "";
let rest = "";
let isPasting = false;
let textAt = 0;
let lost = 0;
let isAnswered = false;

/** A mark may come in two pieces. */
function take(data: string): void {
  rest += data;
  while (rest !== "" && !endsInPart(rest)) {
    if (isPasting) {
      const end = rest.indexOf(END);
      draft += end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? "" : rest.slice(end + END.length);
      isPasting = end < 0;
      textAt = performance.now();
    } else if (rest.startsWith(BEGIN)) {
      isPasting = true;
      rest = rest.slice(BEGIN.length);
    } else {
      press(rest[0] ?? "");
      rest = rest.slice(1);
    }
  }
  draw();
}

function press(key: string): void {
  const { dialog, answerable, deafMs = 0, lostEnters = 0 } = state();
  if (dialog && !isAnswered) {
    if (key === "\r" || key === "1") note("approved", "");
    if (key === "\u001b") note("denied", "");
    isAnswered = answerable ?? false;
  } else if (key !== "\r") {
    draft += key;
    textAt = performance.now();
  } else if (lost < lostEnters || performance.now() - textAt < deafMs) lost++;
  else if (draft !== "") {
    note("prompt", draft);
    draft = "";
  }
}

function draw(): void {
  const { busy, dialog, hidesDraft, isBlank, about } = state();
  const lines = draft.split("\n");
  const box = lines.length > 5 ? [`[Pasted text #1 +${lines.length} lines]`] : lines;
  const rows = isBlank
    ? []
    : dialog && !isAnswered
      ? [about === undefined ? "Do you want to proceed?" : `Do you want to ${about}?`, "  1. Yes", "  2. No"]
      : [busy ? "working (esc to interrupt)" : "idle", ...(hidesDraft ? [] : box.map((row) => `> ${row}`))];
  process.stdout.write(`\u001b[2J\u001b[H${rows.join("\r\n")}`);
}

if (import.meta.main) {
  process.stdin.setRawMode(true);
  process.stdin.setEncoding("utf8");
  process.stdout.write("\u001b[?2004h");
  const { slowMs = 0 } = state();
  process.stdin.on("data", (data) => {
    if (slowMs > 0) setTimeout(() => take(`${data}`), slowMs);
    else take(`${data}`);
  });
  let before = "";
  setInterval(() => {
    const now = JSON.stringify(state());
    if (now !== before) draw();
    before = now;
  }, 20);
  draw();
  note("ready", "");
}
