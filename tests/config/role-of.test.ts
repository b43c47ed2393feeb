import { expect, test } from "bun:test";
import { roleNames, roleOf } from "../../src/config/role-of.ts";
import { type Config, parseConfig } from "../../src/config.ts";
import { BUILT_IN_ROLES } from "../../src/domain/role.ts";

const parse = (config: Config) => parseConfig(config, "test");
const role = (name: string, config: Config = {}) => roleOf(parse(config), name);

test("the built-in roles are there without a word, each with a short text of its own", () => {
  expect(roleNames(parse({}))).toEqual([...BUILT_IN_ROLES]);
  for (const name of BUILT_IN_ROLES) {
    const { instructions, summary } = role(name);
    expect(instructions.split("\n").length).toBeLessThanOrEqual(40);
    expect(instructions).toContain("overstory done");
    expect(summary).not.toBe("");
  }
});

test("who may spawn whom ends: no worker may have anybody work for it", () => {
  const may = Object.fromEntries(BUILT_IN_ROLES.map((name) => [name, role(name).maySpawn?.roles ?? []]));
  expect(may).toEqual({
    coordinator: ["lead", "scout", "builder", "reviewer", "merger"],
    lead: ["scout", "builder", "reviewer"],
    scout: [],
    builder: [],
    reviewer: [],
    merger: [],
  });
});

test("a project changes what it names, and the rest stays", () => {
  const roles = { scout: { model: "small", maySpawn: { roles: ["scout"] } } };
  expect(role("scout", { roles })).toEqual({
    ...role("scout"),
    model: "small",
    maySpawn: { roles: ["scout"], most: 4 },
  });
});

test("nobody and everything are said with null", () => {
  const roles = { coordinator: { maySpawn: null }, scout: { mayWrite: null } };
  expect(role("coordinator", { roles }).maySpawn).toBeNull();
  expect(role("scout", { roles }).mayWrite).toBeNull();
});

test("a role of which nobody says anything is a label: it is told nothing and may do what any may", () => {
  for (const name of ["writer", "constructor", "__proto__"])
    expect(role(name)).toMatchObject({
      name,
      instructions: "",
      permissions: "full",
      maySpawn: null,
      mayWrite: null,
    });
});

test("its restart policy fills what it leaves out from the project's", () => {
  const config: Config = {
    restart: { max: 7, lifetime: 9 },
    roles: { builder: { restart: { lifetime: 3 } } },
  };
  expect(role("builder", config).restart).toMatchObject({ max: 7, lifetime: 3 });
  expect(role("lead", config).restart).toBeNull();
});

test("a sandbox is named alone, with its parts, or as words of one's own", () => {
  const sandbox = (said: NonNullable<Config["roles"]>[string]["sandbox"]) =>
    role("builder", { roles: { builder: { sandbox: said } } }).sandbox;
  expect(sandbox("bubblewrap")).toEqual({ kind: "bubblewrap", network: true, writable: [] });
  expect(sandbox({ bubblewrap: { network: false, writable: ["~/.cache"] } })).toEqual({
    kind: "bubblewrap",
    network: false,
    writable: ["~/.cache"],
  });
  expect(sandbox({ command: ["firejail", "--whitelist={worktree}"] })).toEqual({
    kind: "command",
    argv: ["firejail", "--whitelist={worktree}"],
  });
  expect(sandbox(null)).toBeNull();
});

test.each([
  [{ builder: { mayWrite: ["/etc/**"] } }, "roles.builder.mayWrite[0]: must go from the top"],
  [{ builder: { mayWrite: ["!src/**"] } }, "must go from the top"],
  [{ builder: { mayWrite: ["src/../../x"] } }, "must go from the top"],
  [
    { builder: { runtime: "cluade" } },
    'roles.builder.runtime: there is no runtime "cluade"; did you mean "claude"?',
  ],
  [
    { lead: { maySpawn: { roles: ["bulider"] } } },
    'roles.lead.maySpawn.roles: there is no role "bulider"; did you mean "builder"?',
  ],
  [{ builder: { sandbox: { bubblewrap: { writable: ["cache"] } } } }, 'must be absolute or begin with "~/"'],
])("%j is refused by its field", (roles, message) => {
  expect(() => parse({ roles })).toThrow(message);
});
