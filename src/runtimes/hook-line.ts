/**
 * Where the hooks of one session write, until the daemon has taken it in:
 *
 * - `<pid>` (with `+` behind it while that is taken): what one hook call got, whole
 * - `index`: one line per call, `EVENT FILE`, written when that file is whole; its order is the order of the events
 */
export const SPOOL_INDEX = "index";

/**
 * Text for `sh -c` that keeps what is on its stdin as an event of that name. It starts one process (cat), takes about a millisecond,
 * and always succeeds without a word: a hook must never stop or delay its agent.
 *
 * @param folder the session's spool; absolute
 */
export function hookLine(folder: string, event: string): string {
  const quoted = `'${folder.replaceAll("'", `'\\''`)}'`;
  return [
    `cd ${quoted} 2>/dev/null || exit 0`,
    "f=$$",
    'while [ -e "$f" ]; do f=$f+; done',
    `cat >"$f" && printf '%s\\n' "${event} $f" >>${SPOOL_INDEX}`,
    "exit 0",
  ].join("; ");
}
