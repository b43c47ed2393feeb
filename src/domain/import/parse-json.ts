import { findJsonFault } from "./json-fault.ts";
import { exactly, type Parsed, problem } from "./parsed.ts";

/** SQLite takes JSON of up to 1000 levels; what is imported gets a few more around it. */
export const DEPTH_LIMIT = 500;

/** JSON of any size and depth, without ever running out of stack. */
export function parseJson(text: string): Parsed<unknown> {
  if (isDeeperThan(text, DEPTH_LIMIT)) return problem(`is nested deeper than ${DEPTH_LIMIT} levels`);
  try {
    return exactly(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return problem(`is no JSON: ${describeFault(text)}`);
  }
}

/** Where and what, for people: `line 2, column 7: unexpected "x"`. */
function describeFault(text: string): string {
  const fault = findJsonFault(text);
  const before = text.slice(0, fault.at);
  const line = before.split("\n").length;
  return `line ${line}, column ${before.length - before.lastIndexOf("\n")}: ${fault.what}`;
}

/** Counts brackets outside of strings; right for whatever JSON.parse would take. */
function isDeeperThan(text: string, limit: number): boolean {
  // Most texts are too short to be deep, or have too few brackets.
  if (text.length <= limit) return false;
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isQuoted) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) isQuoted = false;
    } else if (code === QUOTE) isQuoted = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
