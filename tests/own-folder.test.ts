import { expect, test } from "bun:test";
import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeOwnFolder } from "../src/own-folder.ts";
import { tempFolder } from "./support/temp.ts";

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test("a folder is made, or closed to others where it was open", () => {
  using temp = tempFolder();
  const [fresh, open] = [join(temp.path, "a/b"), join(temp.path, "open")];
  mkdirSync(open, { mode: 0o755 });
  makeOwnFolder(fresh);
  makeOwnFolder(open);
  expect([mode(fresh), mode(open)]).toEqual(["700", "700"]);
});

test("a link that leads elsewhere is refused, and so is a file", () => {
  using temp = tempFolder();
  mkdirSync(join(temp.path, "elsewhere"));
  symlinkSync(join(temp.path, "elsewhere"), join(temp.path, "link"));
  writeFileSync(join(temp.path, "file"), "");
  expect(() => makeOwnFolder(join(temp.path, "link"))).toThrow("is not a folder of yours");
  expect(() => makeOwnFolder(join(temp.path, "file"))).toThrow();
});
