import { expect, test } from "bun:test";
import { appendFileSync, mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listOldFiles, readPayload, readSpool, removePayloads } from "../../src/files/spool.ts";
import { tempFolder } from "../support/temp.ts";

test("whole lines are read from where one stopped; a line without an end is left", () => {
  using temp = tempFolder();
  const index = join(temp.path, "index");
  expect(readSpool(index, 0)).toEqual({ lines: [], next: 0 });
  writeFileSync(index, "Start 12\nPrompt 13+\nTo");
  const first = readSpool(index, 0);
  expect(first).toEqual({
    lines: [
      { event: "Start", file: "12" },
      { event: "Prompt", file: "13+" },
    ],
    next: 20,
  });
  expect(readSpool(index, first.next)).toEqual({ lines: [], next: 20 });
  appendFileSync(index, "ol 14\nread 15.n\n");
  expect(readSpool(index, first.next)).toEqual({
    lines: [
      { event: "Tool", file: "14" },
      { isHeard: true, file: "15.n" },
    ],
    next: 38,
  });
});

test("an index that was begun anew is read from its beginning", () => {
  using temp = tempFolder();
  const index = join(temp.path, "index");
  writeFileSync(index, "Start 1\n");
  expect(readSpool(index, 500)).toEqual({ lines: [{ event: "Start", file: "1" }], next: 8 });
});

test("a line that leads elsewhere, or is none, is torn", () => {
  using temp = tempFolder();
  const index = join(temp.path, "index");
  for (const line of ["Start ../1", "Start /etc/passwd", "Start", "Start 1 2", "Start .ids", "", "5 5"]) {
    writeFileSync(index, `${line}\n`);
    expect(readSpool(index, 0).lines).toEqual([{ torn: line }]);
  }
});

test("a long index is read in pieces that together are the whole", () => {
  using temp = tempFolder();
  const index = join(temp.path, "index");
  const files = Array.from({ length: 3000 }, (_, number) => String(number));
  writeFileSync(index, files.map((file) => `Tool ${file}\n`).join(""));
  const read: string[] = [];
  for (let from = 0, pieces = 0; pieces < 100; pieces++) {
    const { lines, next } = readSpool(index, from);
    if (next === from) break;
    from = next;
    read.push(...lines.map((line) => ("torn" in line ? "torn" : line.file)));
  }
  expect(read).toEqual(files);
});

test("calls that got much are read a few at a time, and one that got more than that by itself", () => {
  using temp = tempFolder();
  const index = join(temp.path, "index");
  const MIB = 1024 * 1024;
  const sizes = [1, 3, 1, 9, 1, 1].map((size) => size * MIB);
  for (const [number, size] of sizes.entries()) {
    writeFileSync(join(temp.path, String(number)), "");
    truncateSync(join(temp.path, String(number)), size);
  }
  writeFileSync(index, sizes.map((_, number) => `Tool ${number}\n`).join(""));
  const pieces: string[][] = [];
  for (let from = 0, next = -1; pieces.length < 10; from = next) {
    const read = readSpool(index, from);
    next = read.next;
    if (next === from) break;
    pieces.push(read.lines.map((line) => ("file" in line ? line.file : "torn")));
  }
  expect(pieces).toEqual([["0", "1"], ["2"], ["3"], ["4", "5"]]);
});

test("a payload is read with the time at which it was written", () => {
  using temp = tempFolder();
  writeFileSync(join(temp.path, "1"), '{"a":1}');
  utimesSync(join(temp.path, "1"), 1000, 1000);
  expect(readPayload(temp.path, "1")).toEqual({ payload: { a: 1 }, at: 1_000_000 });
});

test("what is no payload says why, and is not waited for or followed", () => {
  using temp = tempFolder();
  const trouble = (file: string) => {
    const read = readPayload(temp.path, file);
    return "trouble" in read ? read.trouble : "none";
  };
  writeFileSync(join(temp.path, "torn"), '{"a":');
  mkdirSync(join(temp.path, "folder"));
  symlinkSync("/etc/hostname", join(temp.path, "link"));
  Bun.spawnSync(["mkfifo", join(temp.path, "pipe")]);
  expect(trouble("torn")).toBe("it is no JSON");
  expect(trouble("gone")).toBe("its file is gone");
  for (const file of ["folder", "link", "pipe"]) expect(trouble(file)).toBe("it is no file");
});

test("only what has lain there for long is old, and what is removed may be gone already", () => {
  using temp = tempFolder();
  for (const name of ["index", "old", "new"]) writeFileSync(join(temp.path, name), "");
  for (const name of ["index", "old"]) utimesSync(join(temp.path, name), 1000, 1000);
  expect(listOldFiles(temp.path, 2_000_000, new Set(["index"]))).toEqual(["old"]);
  removePayloads(temp.path, ["old", "gone"]);
  expect(listOldFiles(temp.path, 2_000_000, new Set())).toEqual(["index"]);
});
