/** Where a text stops being JSON. */
export interface JsonFault {
  /** Index of the first character that cannot stand there; the text's length when it ends too early. */
  at: number;
  /** `unexpected "x"`, `ends too early` */
  what: string;
}

const SPACE = /[ \t\r\n]*/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may come next: a value, the first thing in an object or list, a key, a colon, or what follows a value. */
type Wanted = "value" | "first key" | "first entry" | "key" | "colon" | "after";

/** The first fault of a text that JSON.parse refuses. Takes no stack, however deep the text is nested. */
export function findJsonFault(text: string): JsonFault {
  const open: ("{" | "[")[] = [];
  let at = skip(SPACE, text, 0) ?? 0;
  let wanted: Wanted = "value";
  while (at < text.length) {
    const step = takeStep(text, at, wanted, open);
    if (step === null)
      return { at, what: `unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0))}` };
    wanted = step.wanted;
    at = skip(SPACE, text, step.at) ?? step.at;
  }
  return { at: text.length, what: "it ends too early" };
}

interface Step {
  at: number;
  wanted: Wanted;
}

/** One token; null when it is none that may stand here. */
function takeStep(text: string, at: number, wanted: Wanted, open: ("{" | "[")[]): Step | null {
  const character = text[at];
  if (wanted === "colon") return character === ":" ? { at: at + 1, wanted: "value" } : null;
  if (wanted === "after") return takeAfter(character, at, open);
  if ((wanted === "first key" && character === "}") || (wanted === "first entry" && character === "]")) {
    open.pop();
    return { at: at + 1, wanted: "after" };
  }
  if (wanted === "key" || wanted === "first key") return stepTo(endOfString(text, at), "colon");
  if (character === '"') return stepTo(endOfString(text, at), "after");
  if (character !== "{" && character !== "[") return stepTo(skip(LITERAL, text, at), "after");
  open.push(character);
  return { at: at + 1, wanted: character === "{" ? "first key" : "first entry" };
}

function takeAfter(character: string | undefined, at: number, open: ("{" | "[")[]): Step | null {
  const inside = open.at(-1);
  if (inside === undefined) return null;
  if (character === ",") return { at: at + 1, wanted: inside === "{" ? "key" : "value" };
  if (character !== (inside === "{" ? "}" : "]")) return null;
  open.pop();
  return { at: at + 1, wanted: "after" };
}

const stepTo = (at: number | null, wanted: Wanted): Step | null => (at === null ? null : { at, wanted });

/** null when none begins there, or it holds what a string cannot. One that does not end is taken to the text's end. */
function endOfString(text: string, start: number): number | null {
  if (text[start] !== '"') return null;
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    const next = code === 0x5c ? skip(ESCAPE, text, at) : code < 0x20 ? null : at + 1;
    if (next === null) return null;
    at = next;
  }
  return at;
}

function skip(token: RegExp, text: string, at: number): number | null {
  token.lastIndex = at;
  return token.test(text) ? token.lastIndex : null;
}
