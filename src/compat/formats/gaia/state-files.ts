import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isRecord } from "../../../domain/import/parse-field.ts";
import { parseJson } from "../../../domain/import/parse-json.ts";
import type { SourceRow } from "../../format.ts";
import { decodeText } from "../../sources/decode-text.ts";
import { lookAt, unreadable } from "../../sources/look.ts";

export const STATE = "state.json";

export interface StateFile {
  /** `agent-20260101-090000-0a1b2c3d/state.json` */
  name: string;
  path: string;
}

export interface StateFolder {
  files: StateFile[];
  /** What lies there and is not read. */
  remarks: string[];
}

/** The sessions in a folder, by name. A link to a session that is there already is not followed. */
export function listStates(folder: string): StateFolder {
  const files: StateFile[] = [];
  const remarks: string[] = [];
  const seen = new Set<string>();
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(folder, name, STATE);
    const real = lookAt(path) === "file" ? realpathSync(path) : null;
    if (real === null) remarks.push(`${name} holds no ${STATE} and was not read`);
    else if (seen.has(real)) remarks.push(`${name} is another name of a session that was read`);
    else {
      seen.add(real);
      files.push({ name: `${name}/${STATE}`, path });
      remarks.push(...describeOthers(join(folder, name), name));
    }
  }
  return { files, remarks };
}

function describeOthers(folder: string, name: string): string[] {
  const others = readdirSync(folder).filter((file) => file !== STATE);
  return others.length === 0
    ? []
    : [`${name} holds more, which was not read: ${others.toSorted().join(", ")}`];
}

/** One session alone, by its file. */
export const oneState = (path: string): StateFolder => ({
  files: [{ name: `${basename(dirname(path))}/${STATE}`, path }],
  remarks: [],
});

/** The row of a file: its object, or its text when it holds none. Throws `usage` when it cannot be read. */
export function readState({ name, path }: StateFile): SourceRow {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  const text = decodeText(bytes);
  const parsed = parseJson(text);
  const isObject = "value" in parsed && isRecord(parsed.value);
  return { table: name, row: 1, raw: isObject ? parsed.value : text };
}
