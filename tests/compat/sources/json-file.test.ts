import { expect, test } from "bun:test";
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { openJsonFile, readList } from "../../../src/compat/sources/json-file.ts";
import { errorOf } from "../../support/error-of.ts";
import { tempFolder } from "../../support/temp.ts";

function messageOf(content: string | Uint8Array): string {
  using folder = tempFolder();
  const path = join(folder.path, "list.json");
  writeFileSync(path, content);
  return errorOf(() => openJsonFile(path)).message;
}

test("whatever the file holds, its entries are those that JSON.parse finds", () => {
  using folder = tempFolder();
  const path = join(folder.path, "list.json");
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.constantFrom("", "\uFEFF"),
      fc.nat(4),
      (rows, mark, indent) => {
        writeFileSync(path, mark + JSON.stringify(rows, null, indent));
        expect(openJsonFile(path).counts.get("") ?? 0).toBe(rows.length);
        const plain: unknown = JSON.parse(JSON.stringify(rows));
        expect([...readList(path, "", "list")].map(({ raw }) => raw)).toEqual(plain as unknown[]);
      },
    ),
    { numRuns: 60 },
  );
});

test("lists of an object are read by their keys, wherever they stand in it", () => {
  using folder = tempFolder();
  const path = join(folder.path, "export.json");
  writeFileSync(path, '{"version": 3, "b": [{"x": 1}], "a": [], "\\u0063": [{"y": "]}"}, 7]}');
  expect([...openJsonFile(path).counts]).toEqual([
    ["version", 1],
    ["b", 1],
    ["c", 2],
  ]);
  expect([...readList(path, "c", "c")]).toEqual([
    { table: "c", row: 1, raw: { y: "]}" } },
    { table: "c", row: 2, raw: "7" },
  ]);
  expect([...readList(path, "version", "version")]).toEqual([
    { table: "version", row: 1, raw: { value: "3" } },
  ]);
});

test.each([
  ['[\n  {"a": 1},\n  {"b": tru}\n]', 'list.json: line 3, column 9: unexpected "t"'],
  ['[{"ä": "ö", "x" 1}]', 'list.json: line 1, column 17: unexpected "1"'],
  ["[{} {}]", 'list.json: line 1, column 5: unexpected "{"; "," or "]" was expected'],
  ["[{}]\n[]", 'list.json: line 2, column 1: unexpected "["; the end of the file was expected'],
  ["[,]", 'list.json: line 1, column 2: unexpected ","; a value was expected'],
  ["[{},]", 'list.json: line 1, column 5: unexpected "]"; a value was expected'],
  ["[", "list.json: line 1, column 2: the file ends; a value was expected"],
  ['{"a" []}', 'list.json: line 1, column 6: unexpected "["; ":" was expected'],
  ["{1: []}", "list.json: line 1, column 2: a key in quotes was expected"],
  ["7", 'list.json: line 1, column 1: unexpected "7"; a list or an object was expected'],
  ["  \n ", "list.json: line 2, column 2: the file ends; a list or an object was expected"],
])("%p is refused at its place", (content, message) => {
  expect(messageOf(content)).toBe(message);
});

test("a file that is cut off anywhere is refused, with the place where it ends", () => {
  const whole = JSON.stringify([{ a: 'x"]', b: [1, { c: "d\\" }] }, { e: null }], null, 1);
  for (let length = 0; length < whole.length; length += 1)
    expect(messageOf(whole.slice(0, length))).toMatch(/^list\.json: line \d+, column \d+: /);
});

test.each([
  ["UTF-16 with a mark", Buffer.from("\uFEFF[]", "utf16le"), "list.json: is UTF-16 or UTF-32"],
  ["UTF-16 without one", Buffer.from("[{}]", "utf16le"), "list.json: is UTF-16 or UTF-32"],
  ["Latin-1", Buffer.from('[\n{"a": "caf\xe9 x"}]', "latin1"), "list.json: line 2, column 11: is no UTF-8"],
])("%s is refused as that", (_, content, message) => {
  expect(messageOf(content)).toBe(message);
});

test("a byte that is torn by the end of a piece is still one character", () => {
  using folder = tempFolder();
  const path = join(folder.path, "list.json");
  const text = "ä".repeat(900_000); // more than a piece, and of two bytes each
  writeFileSync(path, JSON.stringify([{ id: "x" }, { text }, { text }]));
  expect([...readList(path, "", "list")].map(({ raw }) => raw)).toEqual([{ id: "x" }, { text }, { text }]);
});

test("an entry that does not end fills no memory", () => {
  using folder = tempFolder();
  const path = join(folder.path, "list.json");
  const file = openSync(path, "w");
  writeSync(file, '[{"a": "');
  const piece = "x".repeat(1024 * 1024);
  for (let written = 0; written < 70; written += 1) writeSync(file, piece);
  closeSync(file);
  expect(errorOf(() => openJsonFile(path)).message).toMatch(
    /line 1, column 2: an entry that begins here has more than \d+ bytes/,
  );
});

test("a large file is held one piece at a time", () => {
  using folder = tempFolder();
  const path = join(folder.path, "list.json");
  const file = openSync(path, "w");
  const entry = JSON.stringify({ id: "session", text: "y".repeat(2000) });
  const block = `${entry},`.repeat(1000);
  writeSync(file, "[");
  for (let written = 0; written < 20; written += 1) writeSync(file, block);
  writeSync(file, `${entry}]`);
  closeSync(file);
  // 40 MB of entries, of which at no moment more than a few pieces are alive.
  Bun.gc(true);
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  let count = 0;
  for (const _ of readList(path, "", "list")) {
    count += 1;
    if (count % 5000 !== 0) continue;
    Bun.gc(true);
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  expect(count).toBe(20_001);
  expect(most).toBeLessThan(15 * 1024 * 1024);
});
