import { type FileCursor, JsonFileFault } from "./json-cursor.ts";

/** A value at the top of a file of JSON, or in a list there. */
export interface JsonValue {
  /** Key of the list that it is in, or of the value itself; null when the whole file is one list. */
  key: string | null;
  /** From 1 in its list; 0 for what is in no list. */
  row: number;
  bytes: Uint8Array;
  /** Where it begins in the file, in bytes. */
  offset: number;
}

const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA, COLON] = [..."[]{},:"].map((one) =>
  one.charCodeAt(0),
);

/**
 * Takes a file of JSON apart: the entries of its list, or of the lists of its object. Holds one of them at a time. Throws
 * JsonFileFault where it is no JSON; the entries themselves are not looked into.
 */
export function* splitJson(cursor: FileCursor): Generator<JsonValue> {
  const first = cursor.peek();
  if (first === OPEN_LIST) yield* splitList(cursor, null);
  else if (first === OPEN_OBJECT) yield* splitObject(cursor);
  else throw cursor.unexpected("a list or an object");
  if (cursor.peek() !== undefined) throw cursor.unexpected("the end of the file");
}

function* splitList(cursor: FileCursor, key: string | null): Generator<JsonValue> {
  cursor.skip();
  if (cursor.peek() === CLOSE_LIST) return cursor.skip();
  for (let row = 1; ; row += 1) {
    yield { key, row, ...cursor.takeValue() };
    const next = cursor.peek();
    if (next !== COMMA && next !== CLOSE_LIST) throw cursor.unexpected('"," or "]"');
    cursor.skip();
    if (next === CLOSE_LIST) return;
  }
}

function* splitObject(cursor: FileCursor): Generator<JsonValue> {
  cursor.skip();
  if (cursor.peek() === CLOSE_OBJECT) return cursor.skip();
  for (;;) {
    const key = takeKey(cursor);
    if (cursor.peek() !== COLON) throw cursor.unexpected('":"');
    cursor.skip();
    if (cursor.peek() === OPEN_LIST) yield* splitList(cursor, key);
    else yield { key, row: 0, ...cursor.takeValue() };
    const next = cursor.peek();
    if (next !== COMMA && next !== CLOSE_OBJECT) throw cursor.unexpected('"," or "}"');
    cursor.skip();
    if (next === CLOSE_OBJECT) return;
  }
}

function takeKey(cursor: FileCursor): string {
  cursor.peek();
  const { bytes, offset } = cursor.takeValue();
  try {
    const key: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof key === "string") return key;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new JsonFileFault(offset, "a key in quotes was expected");
}
