import { expect, test } from "bun:test";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readWholeLines } from "../../src/files/whole-lines.ts";
import { tempFolder } from "../support/temp.ts";

async function read(path: string, from: number, to = Number.POSITIVE_INFINITY) {
  const lines: string[] = [];
  let next = from;
  for await (const page of readWholeLines(path, from, to)) {
    lines.push(...page.lines);
    next = page.next;
  }
  return { lines, next };
}

test("a last line without an end is left until it has one", async () => {
  using folder = tempFolder();
  const path = join(folder.path, "lines");
  writeFileSync(path, "één\ntwo\nthr");
  const first = await read(path, 0);
  expect(first.lines).toEqual(["één", "two"]);
  expect(await read(path, first.next)).toEqual({ lines: [], next: first.next });
  appendFileSync(path, "ee\n");
  expect((await read(path, first.next)).lines).toEqual(["three"]);
});

test("lines longer than what is read at once arrive whole", async () => {
  using folder = tempFolder();
  const path = join(folder.path, "lines");
  const long = "x".repeat(9 * 1024 * 1024);
  writeFileSync(path, `short\n${long}\nlast\n`);
  expect((await read(path, 0)).lines.map((line) => line.length)).toEqual([5, long.length, 4]);
});

test("what is past the end that was asked for is left", async () => {
  using folder = tempFolder();
  const path = join(folder.path, "lines");
  writeFileSync(path, "one\ntwo\nthree\n");
  expect(await read(path, 0, 9)).toEqual({ lines: ["one", "two"], next: 8 });
  expect(await read(path, 8, 14)).toEqual({ lines: ["three"], next: 14 });
});

test("a file that is not there has none", async () => {
  using folder = tempFolder();
  expect(await read(join(folder.path, "absent"), 0)).toEqual({ lines: [], next: 0 });
});
