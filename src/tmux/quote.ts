import { usageError } from "../errors.ts";

/** One tmux command and its arguments, unquoted. */
export type TmuxCommand = readonly [name: string, ...args: string[]];

/** What neither tmux's parser nor a terminal treats as anything but itself. Everything else goes as octal bytes. */
const PLAIN = /^[A-Za-z0-9 _./:=@,+-]$/;

/** An argument for a line that tmux parses: arrives byte for byte. Throws `usage` on NUL, which no argument can hold. */
export function quoteArgument(text: string): string {
  if (text.includes("\0")) throw usageError("an argument for tmux must not hold a NUL character");
  return `"${Array.from(text, quoteCharacter).join("")}"`;
}

function quoteCharacter(character: string): string {
  if (PLAIN.test(character)) return character;
  return Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

/** Commands as one line without a newline; tmux carries them out in order and stops at the first that fails. */
export function commandLine(commands: readonly TmuxCommand[]): string {
  return commands.map((command) => command.map(quoteArgument).join(" ")).join(" ; ");
}

/** Text for an argument in which tmux expands `#{…}` and runs `#(…)`: a session's name or directory. */
export function escapeFormat(text: string): string {
  // tmux keeps hashes before `[` as they are, for styles, and halves them everywhere else.
  return text.replace(/#+(?!\[|#)/g, "$&$&");
}

/** An id, nonce or name of ours for use inside a format; throws `usage` on what could be read as one itself. */
export function formatWord(text: string): string {
  if (/^[\w$%-]+$/.test(text)) return text;
  throw usageError(`${JSON.stringify(text)} is not an id, nonce or name of a pane of ours`);
}

/** escapeFormat for an argument that tmux gives to strftime as well: the command of pipe-pane. */
export const escapeTimeFormat = (text: string): string => escapeFormat(text).replaceAll("%", "%%");

/** Text for an option that the status line shows: no styles, no control characters. */
export const escapeStyle = (text: string): string => text.replace(/\p{Cc}+/gu, " ").replaceAll("#", "##");

/** One word of a shell command. */
export const quoteShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
