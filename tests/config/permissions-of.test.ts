import { expect, test } from "bun:test";
import { permissionsOf } from "../../src/config/permissions-of.ts";
import { type Config, parseConfig } from "../../src/config.ts";

const of = (config: Config, role: string, runtime = "claude") =>
  permissionsOf(parseConfig(config, "test"), runtime, role);

test("where nobody says anything scouts and reviewers read, and all others may do everything", () => {
  expect(["scout", "reviewer", "builder", "coordinator", "writer"].map((role) => of({}, role))).toEqual([
    "read",
    "read",
    "full",
    "full",
    "full",
  ]);
});

test("the runtime for that role goes before the role, the role before the runtime for all, and all before the built-in", () => {
  const roles = { scout: { permissions: "ask" } } as const;
  const by = (permissions: "edit" | Record<string, "edit" | "full">) => ({
    runtimes: { claude: { permissions } },
  });
  expect(of({ roles, ...by({ scout: "full", default: "edit" }) }, "scout")).toBe("full");
  expect(of({ roles, ...by({ default: "edit" }) }, "scout")).toBe("ask");
  expect(of({ roles, ...by("edit") }, "scout")).toBe("ask");
  expect(of(by("edit"), "scout")).toBe("edit");
  expect(of(by({ default: "edit" }), "reviewer")).toBe("edit");
  expect(of(by({ builder: "edit" }), "scout")).toBe("read");
});

test("what one runtime may does not hold for another", () => {
  expect(of({ runtimes: { claude: { permissions: "ask" } } }, "builder", "codex")).toBe("full");
});

test("a role may be called like what every object has", () => {
  expect(of({ runtimes: { claude: { permissions: { default: "edit" } } } }, "constructor")).toBe("edit");
});
