import { readFileSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { describeError, systemCode, usageError } from "../errors.ts";
import { nearest } from "../suggest.ts";
import { parseMarkdown } from "./markdown.ts";
import { parseJson, parseYaml } from "./plan-text.ts";

export interface PlanFile {
  /** Plain data; its fields are checked by the daemon. */
  plan: unknown;
  /** The file's name, for messages. */
  source: string;
}

type Parser = (text: string, source: string, path: string) => Promise<unknown>;

const PARSERS: Record<string, Parser> = {
  ".yaml": parseYaml,
  ".yml": parseYaml,
  ".json": parseJson,
  ".md": async (text, source) => parseMarkdown(text, source),
};
const MODULES = [".ts", ".js", ".mjs"];

/** Reads a plan by its extension; `-` is YAML or JSON on standard input. Throws `usage` naming the file and line. */
export async function readPlanFile(path: string): Promise<PlanFile> {
  if (path === "-") {
    const source = "standard input";
    return { plan: await parseYaml(await Bun.stdin.text(), source), source };
  }
  const source = basename(path);
  const extension = extname(path).toLowerCase();
  if (MODULES.includes(extension)) return { plan: await importPlan(path), source };
  const parser = PARSERS[extension];
  if (!parser) throw unknownExtension(path, extension);
  return { plan: await parser(readText(path), source, path), source };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw unreadable(path, error);
  }
}

async function importPlan(path: string): Promise<unknown> {
  readText(path); // tells a missing file from a faulty one
  let exported: unknown;
  try {
    exported = await import(resolve(path));
  } catch (error) {
    throw usageError(
      `${path}: cannot be loaded: ${describeError(error)}`,
      "mend the file; nothing was started",
    );
  }
  if (typeof exported === "object" && exported !== null && "default" in exported) return exported.default;
  throw usageError(`${path}: has no default export`, "write: export default { tasks: [ … ] }");
}

function unreadable(path: string, error: unknown): Error {
  const missing = systemCode(error) === "ENOENT";
  return usageError(
    missing ? `plan: there is no file ${path}` : `plan: ${path} cannot be read (${systemCode(error)})`,
    missing ? "write an example with: overstory init --plan" : "name a file that you can read",
  );
}

function unknownExtension(path: string, extension: string): Error {
  const known = [...Object.keys(PARSERS), ...MODULES];
  const guess = extension === "" ? undefined : nearest(extension, known);
  return usageError(
    `plan: ${path} is of no known kind${guess === undefined ? "" : ` (did you mean ${guess}?)`}`,
    `name it with one of ${known.join(", ")}, or pass YAML or JSON on standard input: overstory run --plan -`,
  );
}
