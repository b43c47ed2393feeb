import { OverstoryError } from "../errors.ts";
import { quoteWord } from "./quote-word.ts";

/**
 * Where the hooks of one session write, until the daemon has taken it in:
 *
 * - `<pid>` (with `+` behind it while that is taken): what one hook call got, whole
 * - `index`: one line per call, `EVENT FILE`, written when that file is whole; its order is the order of the events
 * - `notices`: a folder with what the model is to be told, one file per event in the form that this event's hook prints;
 *   the hook that takes it makes it `FILE.n`, and writes `read FILE.n` when it has printed it
 */
export const SPOOL_INDEX = "index";
export const SPOOL_NOTICES = "notices";
/** Names of the events whose hooks hand over notices, one a line. */
export const SPOOL_EVENTS = "events";

const EVENT = /^[A-Za-z][A-Za-z0-9_.:-]*$/;

/**
 * Text for `sh -c` that keeps what is on its stdin as an event of that name. It starts one process (cat), takes about a millisecond,
 * and always succeeds without a word: a hook must never stop or delay its agent.
 *
 * @param folder the session's spool; absolute
 * @param tells what it prints reaches the model: it hands over what the model is to be told, if there is anything
 */
export function hookLine(folder: string, event: string, tells = false): string {
  if (!EVENT.test(event))
    throw new OverstoryError("internal", `"${event}" cannot be the name of a hook's event`);
  return [
    "exec 2>/dev/null",
    // Whoever writes to a hook that does not read may take that for its failure.
    `cd ${quoteWord(folder)} || { cat >/dev/null; exit 0; }`,
    // Made only if it is not there: in a sandbox of its own another hook may have the same pid at the same time.
    'set -C; f=$$; until true >"$f"; do [ -e "$f" ] || { cat >/dev/null; exit 0; }; f=$f+; done',
    `cat >>"$f"; echo "${event} $f" >>${SPOOL_INDEX}`,
    ...(tells ? [handOver(event)] : []),
    "exit 0",
  ].join("; ");
}

/** Of several hooks at once only one can rename the folder. */
const handOver = (event: string): string =>
  `[ -e ${SPOOL_NOTICES}/${event} ] && [ ! -e "$f.n" ] && mv ${SPOOL_NOTICES} "$f.n" && cat "$f.n/${event}" && echo "read $f.n" >>${SPOOL_INDEX}`;
