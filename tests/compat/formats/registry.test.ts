import { expect, test } from "bun:test";
import { join } from "node:path";
import { detect } from "../../../src/compat/formats/registry.ts";
import { errorOf } from "../../support/error-of.ts";
import { tempFolder } from "../../support/temp.ts";
import { writeGaia } from "../fixtures/gaia.ts";
import { writeSessionsJson } from "../fixtures/overstory.ts";

test("a folder with the data of several systems asks which", () => {
  using folder = tempFolder();
  writeGaia(folder.path);
  writeSessionsJson(folder.path);
  const error = errorOf(() => detect(folder.path));
  expect([error.code, error.message.split("\n")]).toEqual([
    "usage",
    [
      `${folder.path}: more than one thing can be imported`,
      expect.stringContaining("overstory: "),
      expect.stringContaining("gaia: "),
    ],
  ]);
  expect(error.hint).toBe("say which: --from overstory");
});

test("a folder without any says what was looked for, and a place that is not there that it is not", () => {
  using folder = tempFolder();
  const error = errorOf(() => detect(folder.path));
  expect(error.message).toContain("nothing to import was found");
  expect(error.hint).toContain(".claude/session/ (gaia)");
  expect(errorOf(() => detect(join(folder.path, "nowhere"))).message).toContain("is not there");
});
