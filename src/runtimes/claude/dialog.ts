import type { Dialog, DialogOption } from "../../domain/agent/screen-reading.ts";
import { RULE } from "./input-box.ts";
import { type Choice, findMenu, HINT } from "./menu.ts";

/** Frames around what is asked. */
const FRAME = /^[\s─━╌│┃╭╮╰╯▔]+$/u;
/** Advertising, which may be wrapped. */
const TIP = /^\s*Tip: |^\s*("switch to auto mode" )?below$/;
/** The first questions of a fresh installation: how it is to look, and then the login. */
const WELCOME = /^\s*Let's get started\.$/;

/**
 * The dialog at the lower end of a screen without an input box; null when there is none. One that is not understood has
 * no options.
 */
export function readDialog(rows: readonly string[]): Dialog | null {
  const end = rows.findLastIndex((row) => row !== "") + 1;
  const menu = findMenu(rows.slice(0, end));
  if (menu) {
    const text = askedAbove(rows, menu.first);
    const what = kindOf(text);
    return { what, text, options: menu.choices.map((choice) => optionOf(choice, what)) };
  }
  if (rows.some((row) => WELCOME.test(row)))
    return {
      what: "login",
      text: askedAbove(rows.slice(rows.findIndex((row) => WELCOME.test(row))), end),
      options: [],
    };
  const isHinted = rows.slice(Math.max(0, end - 3), end).some((row) => HINT.test(row));
  return isHinted ? { what: "other", text: askedAbove(rows, end), options: [] } : null;
}

/** From the rule above down to the choices, without frames and advertising. */
function askedAbove(rows: readonly string[], first: number): string {
  const rule = rows.slice(0, first).findLastIndex((row) => RULE.test(row));
  return rows
    .slice(rule + 1, first)
    .filter((row) => row !== "" && !FRAME.test(row) && !TIP.test(row))
    .map((row) => row.trim().replace(/^[│┃] /u, ""))
    .join("\n");
}

const KINDS: readonly [RegExp, Dialog["what"]][] = [
  [/trust (this|the files in this) folder|Accessing workspace|Quick safety check/i, "trust"],
  [/select login method|\blog ?in\b|API key in your environment/i, "login"],
  [/^(.|\n)*[☐☒](.|\n)*$/u, "question"],
  [/Review your answers/, "question"],
  [/\b(written up a plan|ready to (code|execute))|Here is Claude's plan|plan mode\?/i, "question"],
  [/Bypass Permissions mode|Settings (Error|Warning)|What do you want to do\?/i, "other"],
  [/\bDo you want to\b|\bwants to\b|\bAllow\b.*\?/i, "permission"],
];

const kindOf = (text: string): Dialog["what"] => KINDS.find(([words]) => words.test(text))?.[1] ?? "other";

function optionOf({ label: start, below, keys }: Choice, what: Dialog["what"]): DialogOption {
  // A permission's label is long and goes on in the next row; a question's has its explanation there.
  const label = what === "permission" ? [start, ...below].join(" ") : start;
  return { label, means: what === "permission" || what === "trust" ? meaningOf(label) : null, keys };
}

/** "Yes, and" says what holds from now on; a change of its mode is none of the answers. */
function meaningOf(label: string): DialogOption["means"] {
  if (/^No\b/.test(label)) return "deny";
  if (/^Yes(, I trust\b.*|, proceed)?$/.test(label)) return "allow";
  return /^Yes\b.*(don.t ask again|always allow|for this session|during this session)/i.test(label)
    ? "always"
    : null;
}
