import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProjectPaths } from "../paths.ts";
import { quoteWord } from "../runtimes/quote-word.ts";

const MAIN = join(import.meta.dir, "../main.ts");

/**
 * Makes sure that agents which look there find the `overstory` that this daemon is of, whatever is installed besides. Answers
 * the folder for their PATH.
 */
export function ensureAgentProgram({ bin }: Pick<ProjectPaths, "bin">): string {
  const path = join(bin, "overstory");
  const text = `#!/bin/sh\nexec ${quoteWord(process.execPath)} ${quoteWord(MAIN)} "$@"\n`;
  if (existsSync(path) && readFileSync(path, "utf8") === text) return bin;
  mkdirSync(bin, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  chmodSync(draft, 0o755);
  renameSync(draft, path);
  return bin;
}
