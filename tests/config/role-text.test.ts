import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { roleOf } from "../../src/config/role-of.ts";
import { roleText } from "../../src/config/role-text.ts";
import { parseConfig } from "../../src/config.ts";
import { tempFolder } from "../support/temp.ts";

const scout = (instructions: string) =>
  roleOf(parseConfig({ roles: { scout: { instructions } } }, "test"), "scout");

test("the project's file takes the place of the built-in text", () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "scout.md"), "\n# Look\n");
  expect(roleText(scout("scout.md"), folder.path)).toBe("# Look");
  expect(roleText(roleOf(parseConfig({}, "test"), "scout"), folder.path)).toStartWith(
    "# You find something out",
  );
});

test.each([
  ["gone.md", "cannot be read (ENOENT)"],
  ["../other.md", "is not below the top of the repository"],
  ["/etc/hostname", "is not below the top of the repository"],
])("%s is refused, naming the role's field", (path, why) => {
  using folder = tempFolder();
  expect(() => roleText(scout(path), folder.path)).toThrow(why);
  expect(() => roleText(scout(path), folder.path)).toThrow("roles.scout.instructions: ");
});
