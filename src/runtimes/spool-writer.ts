/**
 * The part of a script inside an agent's own process that keeps what it tells in a session's spool, in the form of hook-line.ts:
 * `tell(event, payload)`. It never throws.
 */
export const spoolWriter = (spool: string): string => `const SPOOL = ${JSON.stringify(spool)};\n${WRITER}`;

const WRITER = String.raw`
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

let count = 0;

function tell(event, payload) {
  try {
    let name;
    do name = process.pid + "." + ++count;
    while (existsSync(join(SPOOL, name)));
    writeFileSync(join(SPOOL, name), JSON.stringify(payload), { mode: 0o600 });
    appendFileSync(join(SPOOL, "index"), event + " " + name + "\n", { mode: 0o600 });
  } catch {
    // An agent is never stopped by what watches it.
  }
}
`;
