import { basename } from "node:path";
import { findJsonFault } from "../../domain/import/json-fault.ts";
import { isRecord } from "../../domain/import/parse-field.ts";
import { DEPTH_LIMIT, parseJson } from "../../domain/import/parse-json.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import type { SourceRow } from "../format.ts";
import { readPieces } from "./file-pieces.ts";
import { FileCursor, JsonFileFault } from "./json-cursor.ts";
import { type JsonValue, splitJson } from "./json-values.ts";
import { locate } from "./locate.ts";
import { readHead, unreadable } from "./look.ts";

/** A file of JSON: a list of rows, or an object of such lists. */
export interface JsonFile {
  shape: "list" | "object";
  /** Rows by list; the one of a file that is a list has the key "". What is in no list counts as a list of one. */
  counts: ReadonlyMap<string, number>;
}

/** Reads all of it once, so that what is wrong is known before anything is taken from it. Throws `usage` with line and column. */
export function openJsonFile(path: string): JsonFile {
  const counts = new Map<string, number>();
  for (const { key } of readValues(path)) counts.set(key ?? "", (counts.get(key ?? "") ?? 0) + 1);
  return { shape: shapeOf(path), counts };
}

const OPEN_LIST = 0x5b;

const shapeOf = (path: string): JsonFile["shape"] =>
  new FileCursor(readPieces(path)).peek() === OPEN_LIST ? "list" : "object";

/**
 * The rows of one list, one at a time. What is no object, or is nested too deep, comes as its text; what is in no list is
 * a row of one field, `value`.
 *
 * @param key "" for a file that is a list
 * @param table what its rows are said to be in
 */
export function* readList(path: string, key: string, table: string): Generator<SourceRow> {
  for (const value of readValues(path))
    if ((value.key ?? "") === key)
      yield { table, row: Math.max(value.row, 1), raw: value.row > 0 ? value.raw : { value: value.raw } };
}

/** Throws `usage`, naming file, line and column, where the file is no JSON in UTF-8. */
function* readValues(path: string): Generator<JsonValue & { raw: unknown }> {
  refuseOtherEncodings(path);
  try {
    for (const value of splitJson(new FileCursor(readPieces(path))))
      yield { ...value, raw: parseValue(path, value) };
  } catch (error) {
    if (error instanceof JsonFileFault) throw atPlace(path, error.offset, error.message);
    throw error instanceof OverstoryError ? error : unreadable(path, error);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parseValue(path: string, { bytes, offset }: JsonValue): unknown {
  const text = decode(path, bytes, offset);
  const parsed = parseJson(text);
  if ("value" in parsed) return isRecord(parsed.value) ? parsed.value : text;
  if (parsed.problem.includes(`${DEPTH_LIMIT} levels`)) return text;
  const fault = findJsonFault(text);
  throw atPlace(path, offset + Buffer.byteLength(text.slice(0, fault.at)), fault.what);
}

function decode(path: string, bytes: Uint8Array, offset: number): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw usageError(`${place(path, offset + firstBad(bytes))}: is no UTF-8`, SAVE_AS_UTF8);
  }
}

/** Index of the first byte that is not UTF-8: up to there, decoding and encoding again changes nothing. */
function firstBad(bytes: Uint8Array): number {
  const again = Buffer.from(new TextDecoder().decode(bytes));
  const index = again.findIndex((byte, at) => byte !== bytes[at]);
  return index < 0 ? bytes.length : index;
}

function refuseOtherEncodings(path: string): void {
  const head = readHead(path, 4);
  if (head === null) throw unreadable(path, "it is not there");
  const hasMark = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (hasMark || head.includes(0)) throw usageError(`${basename(path)}: is UTF-16 or UTF-32`, SAVE_AS_UTF8);
}

const SAVE_AS_UTF8 = "nothing was imported; save the file as UTF-8";

const atPlace = (path: string, offset: number, what: string): OverstoryError =>
  usageError(
    `${place(path, offset)}: ${what}`,
    "nothing was imported; mend the file there, or put back a sound copy",
  );

function place(path: string, offset: number): string {
  const { line, column } = locate(readPieces(path), offset);
  return `${basename(path)}: line ${line}, column ${column}`;
}
