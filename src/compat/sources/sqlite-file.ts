import { constants, Database } from "bun:sqlite";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeError, OverstoryError, usageError } from "../../errors.ts";
import { hashFiles, type NamedFile } from "./hash-files.ts";
import { readHead } from "./look.ts";

const MARK = "SQLite format 3\0";
/** What may lie beside a database and belongs to its content. */
const LOGS = ["-wal", "-journal"];

/** Whether a file begins as a database of SQLite does. Throws `usage` when it cannot be read. */
export function isSqlite(path: string): boolean {
  const head = readHead(path, MARK.length);
  return head !== null && Buffer.from(head).toString("latin1") === MARK;
}

export interface ReadableDatabase {
  db: Database;
  close(): void;
}

/**
 * A database of another program, to be read only; nothing of it is touched, not even its locks. With a log beside it,
 * what is read is a private copy of both, into which SQLite brings the log. Throws `usage` when it is no database,
 * `conflict` when it is being written.
 */
export function openForeignDatabase(path: string): ReadableDatabase {
  const name = basename(path);
  if (!isSqlite(path)) throw unusable(name, "it is no SQLite database");
  const real = realpathSync(path);
  const isLone = databaseFiles(path).length === 1;
  const copy = isLone ? null : makeCopy(path);
  let db: Database | undefined;
  const close = () => {
    db?.close();
    if (copy !== null) rmSync(copy, { recursive: true, force: true });
  };
  try {
    refuseTruncated(name, real, isLone);
    db =
      copy === null
        ? openLone(real)
        : new Database(join(copy, "source.db"), { readwrite: true, create: false });
    return { db, close };
  } catch (error) {
    close();
    throw error instanceof OverstoryError ? error : unusable(name, describeError(error));
  }
}

/** A database and the logs beside it that are not empty. */
export function databaseFiles(path: string): NamedFile[] {
  const [name, real] = [basename(path), realpathSync(path)];
  const logs = LOGS.filter((end) => existsSync(real + end) && statSync(real + end).size > 0);
  return ["", ...logs].map((end) => ({ name: name + end, path: real + end }));
}

/** `immutable`: SQLite makes no lock and no file beside it, also in a folder that cannot be written. */
function openLone(path: string): Database {
  const url = `${pathToFileURL(path).href}?immutable=1`;
  return new Database(url, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
}

function makeCopy(path: string): string {
  const name = basename(path);
  const folder = mkdtempSync(join(tmpdir(), "overstory-import-"));
  try {
    const originals = databaseFiles(path);
    const copies = originals.map((file) => ({
      name: file.name,
      path: join(folder, `source.db${file.name.slice(name.length)}`),
    }));
    for (const [index, copy] of copies.entries()) copyOver(originals[index]?.path ?? "", copy.path);
    if (hashFiles(copies) !== hashFiles(databaseFiles(path))) throw beingWritten(name);
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function copyOver(from: string, to: string): void {
  copyFileSync(from, to);
  chmodSync(to, 0o600); // the original may be read-only
}

const beingWritten = (name: string): OverstoryError =>
  new OverstoryError("conflict", `${name} is being written by another program`, {
    hint: "nothing was imported; close that program and try again",
  });

/** Says more than SQLite would, which notices it only where it comes to what is missing. */
function refuseTruncated(name: string, path: string, isLone: boolean): void {
  const head = readHead(path, 100);
  if (head === null || head.length < 100) throw unusable(name, `it ends after ${head?.length ?? 0} bytes`);
  const header = Buffer.from(head);
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  // The count is valid only while nothing older than SQLite 3.7 has written since; a log may hold the missing pages.
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  const wanted = header.readUInt32BE(28) * pageBytes;
  const { size } = statSync(path);
  if (isLone && isCounted && size < wanted) throw unusable(name, `it ends after ${size} of ${wanted} bytes`);
}

/** Rows that break the other program's own rules are no damage: they are read and judged one by one. */
const BROKEN_RULE =
  /^(NULL value in|CHECK constraint failed in|non-unique entry in|(NUMERIC|TEXT|non-\w+) value in)/;

/** Looks at all of it. Throws `usage`. */
export function refuseDamaged(name: string, db: Database): void {
  const found = db.query<{ quick_check: string }, []>("PRAGMA quick_check(100)").all();
  const damage = found
    .map(({ quick_check }) => quick_check)
    .find((one) => one !== "ok" && !BROKEN_RULE.test(one));
  if (damage !== undefined) throw unusable(name, `it is damaged: ${damage.trim().replaceAll("\n", "; ")}`);
}

export const unusable = (name: string, why: string): OverstoryError =>
  usageError(
    `${name} cannot be read: ${why}`,
    "nothing was imported; put back a sound copy, or save what is left of it: sqlite3 OLD .recover | sqlite3 NEW",
  );
