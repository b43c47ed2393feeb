import type { Answer } from "../../domain/agent/ask.ts";
import type { PaneKey } from "../../domain/agent/pane-key.ts";
import type { Dialog, DialogOption } from "../../domain/agent/screen-reading.ts";
import type { PaneScreen } from "../../domain/pane-screen.ts";

/** `› 1. Yes, proceed (y)`: the arrow, or a plain one, stands before the option that Enter takes. */
const OPTION = /^\s*(?:[›>]\s)?\s*(\d)\. (\S.*)$/u;
const KEY = /\((esc|[a-z])\)\s*$/;
/** The last line of every dialog that has been seen. */
const FOOTER =
  /\b(enter|return) (?:to )?(confirm|continue|select|submit)\b|\besc (?:to )?(cancel|back|skip)\b/i;
const IN_USE = /conversation is open in another app/i;

const KEYS: Record<string, PaneKey> = { esc: "Escape", a: "a", d: "d", n: "n", p: "p", y: "y" };
const DIGITS: readonly PaneKey[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The dialog that the screen shows; one without options where it is not understood. */
export function readCodexDialog({ rows }: PaneScreen): Dialog | null {
  const used = rows.find((row) => IN_USE.test(row));
  if (used !== undefined) return { what: "other", text: used.replace(/\s{3,}.*$/, "").trim(), options: [] };
  const last = rows.findLastIndex((row) => row.trim() !== "");
  if (last < 0 || !FOOTER.test(rows[last] ?? "")) return null;
  const options = readOptions(rows.slice(0, last));
  const head = rows.slice(0, options.start);
  const text = questionOf(head);
  return { what: kindOf(text), text, options: options.list.map(asOption) };
}

interface Numbered {
  digit: number;
  label: string;
}

/** The last numbered list, with labels that go on over several rows. */
function readOptions(rows: readonly string[]): { start: number; list: Numbered[] } {
  const start = rows.findLastIndex((row) => OPTION.exec(row)?.[1] === "1");
  if (start < 0) return { start: rows.length, list: [] };
  const list: Numbered[] = [];
  for (const row of rows.slice(start)) {
    const [, digit, label = ""] = OPTION.exec(row) ?? [];
    const known = list.at(-1);
    if (digit !== undefined) list.push({ digit: Number(digit), label });
    else if (known && row.trim() !== "") known.label += ` ${row.trim()}`;
  }
  return { start, list };
}

function asOption({ digit, label }: Numbered): DialogOption {
  const key = KEY.exec(label)?.[1];
  const digitKey = DIGITS[digit - 1];
  const pressed = key === undefined ? digitKey : (KEYS[key] ?? digitKey);
  return {
    label: label.replace(KEY, "").trim(),
    means: meaningOf(label),
    keys: pressed === undefined ? [] : [pressed],
  };
}

function meaningOf(label: string): Answer | null {
  if (/^yes\b.*(don't ask again|always|for (the rest of )?this session)/i.test(label)) return "always";
  if (/^yes\b/i.test(label)) return "allow";
  return /^no\b/i.test(label) ? "deny" : null;
}

/** The question begins at the last line that can be its title, which is set in like the answers of the model are not. */
function questionOf(rows: readonly string[]): string {
  const title = rows.findLastIndex((row) =>
    /^\s{0,3}(Would you like|Do you (want|trust)|Allow|Folder access|Hooks need|Choose|Use session)/.test(
      row,
    ),
  );
  const from = title < 0 ? rows.findLastIndex((row) => /^\s{0,2}[•◦›]\s/u.test(row)) + 1 : title;
  return rows
    .slice(from)
    .map((row) => row.trim())
    .filter((row) => row !== "")
    .join("\n");
}

function kindOf(text: string): Dialog["what"] {
  if (/trust this folder|folder access/i.test(text)) return "trust";
  if (/sign in|log ?in|api key/i.test(text) || /how you want to use codex/i.test(text)) return "login";
  if (/^(would you like|do you want|allow)/i.test(text)) return "permission";
  return "other";
}
