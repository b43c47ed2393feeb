import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "../../src/runtimes/package-version.ts";
import { tempFolder } from "../support/temp.ts";

test("a program's version is that of the package that names programs, past folders inside it, through links", () => {
  using folder = tempFolder();
  const dist = join(folder.path, "package/dist");
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(folder.path, "package/package.json"), '{"version":"1.2.3","bin":{"x":"dist/x.js"}}');
  writeFileSync(join(dist, "package.json"), '{"type":"module"}');
  writeFileSync(join(dist, "x.js"), "");
  symlinkSync(join(dist, "x.js"), join(folder.path, "x"));
  expect(packageVersion(join(folder.path, "x"))).toBe("1.2.3");
});

test("a program of no package has none", () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "x"), "");
  expect(packageVersion(join(folder.path, "x"))).toBeNull();
});
