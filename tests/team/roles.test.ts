import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../src/config.ts";
import { Roles } from "../../src/team/roles.ts";
import { tempFolder } from "../support/temp.ts";

const settings = parseConfig(
  { roles: { writer: { summary: "writes", instructions: "writer.md" }, scout: { instructions: "gone.md" } } },
  "test",
);

test("all roles are listed, and one whose text cannot be read says why in its place", () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "writer.md"), "# Write\n");
  const roles = new Roles(settings, folder.path).list();
  const texts = Object.fromEntries(roles.map(({ name, instructions }) => [name, instructions]));
  expect(Object.keys(texts).slice(-2)).toEqual(["merger", "writer"]);
  expect(texts.writer).toBe("# Write");
  expect(texts.scout).toContain("roles.scout.instructions: ");
  expect(texts.builder).toStartWith("# You carry out one task");
});

test("a role that is none is refused with what there is", () => {
  using folder = tempFolder();
  expect(() => new Roles(settings, folder.path).require("wirter")).toThrow(
    'there is no role "wirter"; did you mean "writer"?',
  );
});
