import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import type { SourceRow } from "../../format.ts";
import { decodeText } from "../../sources/decode-text.ts";
import { readFrontMatter } from "../../sources/front-matter.ts";
import type { NamedFile } from "../../sources/hash-files.ts";
import { lookAt, unreadable } from "../../sources/look.ts";

/** Folders whose files are of sessions. */
const FOLDERS = ["sessions", "missions"];
const OPENCODE = ".opencode";

/** The markdown files of sessions, by name: `.opencode/work/sessions/….md`. Links that lead in a circle end where they began. */
export function listMarkdown(root: string): NamedFile[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const walk = (folder: string, isInside: boolean): void => {
    const real = realpathSync(folder);
    if (seen.has(real)) return;
    seen.add(real);
    for (const name of readdirSync(folder).toSorted()) {
      const path = join(folder, name);
      if (isInside && name.endsWith(".md") && lookAt(path) === "file") found.push(path);
      else if (lookAt(path) === "folder") walk(path, isInside || FOLDERS.includes(name));
    }
  };
  if (lookAt(join(root, OPENCODE)) === "folder") walk(join(root, OPENCODE), false);
  return found.map((path) => ({ name: relative(root, path), path }));
}

/** What the tables call a file, as it is called here: from `.opencode` on, wherever the project was. */
export function fileName(written: string): string {
  const plain = written.replaceAll("\\", "/").replace(/^\.\//, "");
  const start = plain.lastIndexOf(`${OPENCODE}/`);
  return start < 0 ? plain : plain.slice(start);
}

/** The row of a file: its front matter and its text; all of it as text where the front matter cannot be read. */
export function readMarkdown({ name, path }: NamedFile): SourceRow {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  return { table: name, row: 1, raw: readFrontMatter(decodeText(bytes)) };
}
