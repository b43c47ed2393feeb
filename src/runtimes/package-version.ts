import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { systemCode } from "../errors.ts";

/** A package whose program it is: others, such as that of a folder inside it, name none. */
const Manifest = v.object({
  version: v.string(),
  bin: v.union([v.string(), v.record(v.string(), v.string())]),
});
/** How deep programs lie in their packages. */
const LEVELS = 4;

/**
 * The version of the npm package to which a program belongs; null when it belongs to none. Starting a program to ask it takes
 * Node half a second, and much longer on a machine at work.
 */
export function packageVersion(program: string): string | null {
  let folder = dirname(realpathSync(program));
  for (let level = 0; level < LEVELS; level++) {
    const manifest = v.safeParse(Manifest, readJson(join(folder, "package.json")));
    if (manifest.success) return manifest.output.version;
    folder = dirname(folder);
  }
  return null;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) !== undefined) return undefined;
    throw error;
  }
}
