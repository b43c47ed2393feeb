import { expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import type { CommandEntry } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/tree.ts";
import { usageOf } from "../../src/cli/usage.ts";
import { testRepository } from "../support/repository.ts";
import { tempFolder } from "../support/temp.ts";
import { overstory } from "./support/cli.ts";

const pathsOf = (entries: readonly CommandEntry[], above: readonly CommandEntry[] = []): CommandEntry[][] =>
  entries.flatMap((entry) => [[...above, entry], ...pathsOf(entry.children ?? [], [...above, entry])]);

test("--version prints the version alone", async () => {
  expect(await overstory("/", "--version")).toEqual({ stdout: `${version}\n`, stderr: "", exitCode: 0 });
});

test.each([[], ["--help"], ["-h"]].map((argv) => [argv]))("%p prints the help of the whole", async (argv) => {
  const { stdout, exitCode } = await overstory("/", ...argv);
  expect(exitCode).toBe(0);
  for (const { name, summary } of COMMANDS)
    expect(stdout).toMatch(new RegExp(`^ +${name} +${summary}$`, "m"));
  expect(stdout).not.toContain("\x1b");
});

test("every command and group has a help with examples of itself", async () => {
  for (const path of pathsOf(COMMANDS)) {
    const name = ["overstory", ...path.map((entry) => entry.name)].join(" ");
    const [usage = "", examples] = (await usageOf(path, COMMANDS, 80)).split("EXAMPLES");
    expect(usage).toContain(`USAGE ${name}`);
    expect(usage.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(examples).toContain(name);
  }
  const { stdout, stderr, exitCode } = await overstory("/", "task", "claim", "--help");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("USAGE overstory task claim");
});

test("help is shown even where arguments are missing or wrong", async () => {
  const { exitCode, stdout } = await overstory("/", "send", "--wrong", "-h");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("USAGE overstory send");
});

test.each([
  [["statsu"], 'error: unknown command "statsu"; did you mean "status"?'],
  [["status", "--wacth"], 'error: overstory status: unknown option "--wacth"; did you mean "--watch"?'],
  [["status", "now"], 'error: overstory status: unexpected argument "now"'],
  [["daemon"], "error: overstory daemon: which command? one of start, stop, restart, status, run"],
  [["--jso"], 'error: overstory: unknown option "--jso"'],
  [["run"], "error: what is to be reached? there is no goal and no plan"],
  [["run", "--plan", "nowhere.yaml"], "error: plan: there is no file nowhere.yaml"],
  [["status", "--watch"], "error: --watch needs a terminal"],
  [["attach", "x"], "error: attach needs a terminal"],
  [["-C", "nowhere", "status"], "error: --project: nowhere cannot be opened (ENOENT)"],
])("%p is refused with exit code 2 and changes nothing", async (argv, message) => {
  using repository = testRepository();
  const { stdout, stderr, exitCode } = await overstory(repository.path, ...argv);
  expect({ exitCode, stdout, first: stderr.split("\n")[0] }).toEqual({
    exitCode: 2,
    stdout: "",
    first: message,
  });
  expect(stderr.trimEnd().split("\n").length).toBeGreaterThan(1);
  expect(existsSync(join(repository.path, ".git/overstory"))).toBe(false);
});

test("with --json a refusal is one document on standard output", async () => {
  const { stdout, stderr, exitCode } = await overstory("/", "status", "--json", "--bad");
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: "usage",
      message: 'overstory status: unknown option "--bad"',
      hint: "see: overstory status --help",
    },
  });
});

test("outside a repository the way out is named, with exit code 2", async () => {
  using folder = tempFolder();
  const { stdout, exitCode } = await overstory(folder.path, "status", "--json");
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: "not_a_project",
    hint: expect.stringContaining("git init"),
  });
});

test("--project works on another folder's project", async () => {
  using repository = testRepository();
  const { stdout, exitCode } = await overstory("/", "-C", repository.path, "daemon", "status", "--json");
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ daemon: { state: "stopped", pid: null } });
});

test("init writes a configuration that config check accepts, and never overwrites", async () => {
  using repository = testRepository();
  const first = await overstory(repository.path, "init", "--plan", "--json");
  const files = [join(repository.path, "overstory.config.ts"), join(repository.path, "plan.yaml")];
  expect(JSON.parse(first.stdout)).toEqual({ files });
  expect((await overstory(repository.path, "config", "check")).exitCode).toBe(0);

  writeFileSync(files[0] ?? "", "// mine\n");
  const second = await overstory(repository.path, "init");
  expect({ exitCode: second.exitCode, text: readFileSync(files[0] ?? "", "utf8") }).toEqual({
    exitCode: 1,
    text: "// mine\n",
  });
  rmSync(files[1] ?? "");
  const third = await overstory(repository.path, "init", "--plan", "--json");
  expect(JSON.parse(third.stdout)).toEqual({ files: [files[1]] });
});

test.each([
  ['{ scot: { model: "haiku" } }', 'roles.scot: there is no such role; did you mean "scout"?'],
  ['{ scout: { instructions: "gone.md" } }', "roles.scout.instructions: "],
])("config check names what is wrong with the roles %s", async (roles, message) => {
  using repository = testRepository();
  repository.write("overstory.config.ts", `export default { roles: ${roles} };\n`);
  const { exitCode, stderr } = await overstory(repository.path, "config", "check");
  expect({ exitCode, isNamed: stderr.includes(message) }).toEqual({ exitCode: 2, isNamed: true });
});

test("init writes nothing when only one of its files is there", async () => {
  using repository = testRepository();
  repository.write("plan.yaml", "tasks: []\n");
  expect((await overstory(repository.path, "init", "--plan")).exitCode).toBe(1);
  expect(existsSync(join(repository.path, "overstory.config.ts"))).toBe(false);
});

test("a faulty configuration is refused by field, with exit code 2, also by what needs the daemon", async () => {
  using repository = testRepository();
  repository.write("overstory.config.ts", "export default { maxAgent: 3 };\n");
  const [checked, status] = [
    await overstory(repository.path, "config", "check"),
    await overstory(repository.path, "status"),
  ];
  for (const { exitCode, stderr } of [checked, status]) {
    expect(exitCode).toBe(2);
    expect(stderr).toContain('maxAgent: is no known field; did you mean "maxAgents"?');
  }
});
