import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TempFolder extends Disposable {
  path: string;
}

/** A folder that is gone at the end of the scope: `using folder = tempFolder()`. */
export function tempFolder(): TempFolder {
  const path = realpathSync(mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), "t-")));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
