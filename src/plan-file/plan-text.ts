import { resolve } from "node:path";
import { describeError, usageError } from "../errors.ts";

type Format = "yaml" | "jsonc";

/** Reads YAML, which JSON is a part of. Throws `usage` with the line, where `path` is that of a file. */
export const parseYaml = (text: string, source: string, path?: string): Promise<unknown> =>
  parseWith(Bun.YAML.parse, "yaml", text, source, path);

/** Reads JSON. Throws `usage` with the line. */
export const parseJson = (text: string, source: string, path: string): Promise<unknown> =>
  parseWith(JSON.parse, "jsonc", text, source, path);

async function parseWith(
  parse: (text: string) => unknown,
  format: Format,
  text: string,
  source: string,
  path: string | undefined,
): Promise<unknown> {
  try {
    return parse(text);
  } catch (error) {
    const line = path === undefined ? undefined : await faultLine(path, format);
    throw usageError(
      `${source}${line === undefined ? "" : `:${line}`}: ${describeError(error)}`,
      "mend the file; nothing was started",
    );
  }
}

/** Bun's parsers tell the line of a fault only to those who import the file. */
async function faultLine(path: string, format: Format): Promise<number | undefined> {
  try {
    await import(resolve(path), { with: { type: format } });
    return undefined;
  } catch (error) {
    return error instanceof BuildMessage ? error.position?.line : undefined;
  }
}
