import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { launchScript } from "../../src/process/launch-script.ts";
import { tempFolder } from "../support/temp.ts";
import { testLaunches } from "./launching.ts";

/** What may be behind the name `sh`. */
const SHELLS = ["dash", "bash --posix", "busybox sh"].filter((line) => Bun.which(line.split(" ")[0] ?? ""));

/** A program that prints its arguments and its environment as the system holds them. */
const REPORT = [
  process.execPath,
  "-e",
  "console.log(JSON.stringify({ argv: process.argv.slice(1), env: process.env, cwd: process.cwd() }))",
];

const HOSTILE = [
  "it's",
  '"double"',
  "$HOME `id` $(id) $IFS \\ \\\\ \\n !! ~ * ? [a] {b,c}",
  "line one\nline two\n",
  "trailing newline\n\n",
  " leading and trailing blanks ",
  "a=b=c",
  "größe ☂ 日本 👩‍👩‍👧 \u0080\u0081\u0088\u009f",
  "\u0001\u0002\u001b[31m\u007f\t\r",
  "",
  "'",
  "''",
  "\\'",
  "-n",
];

describe("the environment", () => {
  test("reaches the agent to the letter, and nothing else does", async () => {
    await using launches = testLaunches();
    const given = Object.fromEntries(HOSTILE.map((value, i) => [`HOSTILE_${i}`, value]));
    const env = { ...given, OVERSTORY_NONCE: "n0nce", BIG: "x'\n".repeat(33_000) };
    await launches.launch("a", { argv: REPORT }, env);
    expect(await launches.exitCode("a")).toBe(0);
    const report = JSON.parse(await launches.output("a"));
    const { PATH, TEST_LAUNCHES, _, SHLVL, ...rest } = report.env;
    expect(rest).toEqual(env);
    expect(PATH).toBe(process.env.PATH ?? "");
    expect(report.cwd).toBe(launches.path);
  });

  test.each(SHELLS)("and the arguments are the same under %s", async (shell) => {
    using folder = tempFolder();
    const env = Object.fromEntries(HOSTILE.map((value, i) => [`HOSTILE_${i}`, value]));
    const script = launchScript(
      { command: { argv: [...REPORT, ...HOSTILE] }, cwd: "/", env },
      join(folder.path, "a.started"),
    );
    const file = join(folder.path, "a.sh");
    await Bun.write(file, script);
    const report = await Bun.spawn([...shell.split(" "), file], { env: {} }).stdout.json();
    const { _, SHLVL, ...rest } = report.env;
    expect({ ...report, env: rest }).toEqual({ argv: HOSTILE, env, cwd: "/" });
  });

  test.each(SHELLS)(
    "keeps the terminal of the pane, and takes the given one where there is no pane, under %s",
    async (shell) => {
      using folder = tempFolder();
      const given = { TERM: "given", TMUX: "given", TMUX_PANE: "given" };
      const script = launchScript(
        { command: { argv: REPORT }, cwd: "/", env: given },
        join(folder.path, "a.started"),
      );
      const run = (env: Record<string, string>) =>
        Bun.spawn([...shell.split(" "), "-c", script], { env }).stdout.json();
      const pane = { TERM: "tmux-256color", TMUX_PANE: "%5", TMUX: "/socket,1,0" };
      expect((await run(pane)).env).toMatchObject(pane);
      expect((await run({})).env).toMatchObject(given);
    },
  );

  test.each(["A-B", "1A", "", "A B", "A=B", "UID", "PPID", "ä"])("refuses the name %p", (name) => {
    const spec = { command: { argv: ["true"] }, cwd: "/", env: { [name]: "x" } };
    expect(() => launchScript(spec, "/started")).toThrow(`environment: "${name}" is not a name`);
  });
});

describe("the command", () => {
  test("text is run by sh to the letter", async () => {
    await using launches = testLaunches();
    const text = `printf '%s|' "it's" 'a"b' "$(echo sub)" "$GIVEN"
printf '%s' 'second line'; exit 4`;
    await launches.launch("a", { shell: text }, { GIVEN: "$(echo no)" });
    expect(await launches.exitCode("a")).toBe(4);
    expect(await launches.output("a")).toBe(`it's|a"b|sub|$(echo no)|second line`);
  });

  test("any argument arrives as it was given", async () => {
    const text = fc.string({ unit: "binary" }).filter((word) => !word.includes("\0") && word.isWellFormed());
    const words = fc.array(text, { minLength: 1, maxLength: 20 });
    using folder = tempFolder();
    await fc.assert(
      fc.asyncProperty(words, async (given) => {
        const argv = ["printf", "%s\\n.", ...given];
        const script = launchScript({ command: { argv }, cwd: "/", env: {} }, join(folder.path, "a.started"));
        const output = await Bun.spawn(["sh", "-c", script], { env: {} }).stdout.text();
        expect(output).toBe(given.map((word) => `${word}\n.`).join(""));
      }),
      { numRuns: 50 },
    );
  });

  test("is refused without showing a value that may be a secret", () => {
    const spec = { command: { argv: ["true"] }, cwd: "/", env: { TOKEN: "secret\0" } };
    expect(() => launchScript(spec, "/s")).toThrow(
      /^environment: TOKEN holds a NUL, which no process can be given$/,
    );
  });

  test("that is empty or holds a NUL is refused", () => {
    for (const argv of [[], [""]]) {
      expect(() => launchScript({ command: { argv }, cwd: "/", env: {} }, "/s")).toThrow(
        "the command to launch is empty",
      );
    }
    expect(() => launchScript({ command: { shell: "a\0b" }, cwd: "/", env: {} }, "/s")).toThrow(
      "the command holds a NUL",
    );
  });
});
