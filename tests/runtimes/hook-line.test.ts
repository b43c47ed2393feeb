import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hookLine } from "../../src/runtimes/hook-line.ts";
import { errorOf } from "../support/error-of.ts";
import { tempFolder } from "../support/temp.ts";

/** Runs a hook's line as a CLI does. */
async function call(line: string, input: string | Buffer, shell = ["sh"]) {
  const hook = Bun.spawn([...shell, "-c", line], {
    stdin: Buffer.from(input),
    stderr: "pipe",
    stdout: "pipe",
  });
  const [stdout, stderr] = await Promise.all([hook.stdout.text(), hook.stderr.text()]);
  return { exitCode: await hook.exited, stdout, stderr };
}

const SILENT = { exitCode: 0, stdout: "", stderr: "" };
const SHELLS = [["sh"], ["bash"], ["bash", "--posix"], ["busybox", "sh"]].filter(
  ([program = ""]) => Bun.which(program) !== null,
);

const lines = (folder: string) => readFileSync(join(folder, "index"), "utf8").trimEnd().split("\n");
const payloads = (folder: string) =>
  lines(folder).map((line) => readFileSync(join(folder, line.split(" ")[1] ?? ""), "utf8"));

test.each(SHELLS.map((shell) => [shell.join(" "), shell]))(
  "a call is kept whole and in order, without a word (%s)",
  async (_, shell) => {
    using temp = tempFolder();
    const folder = join(temp.path, "it's a 'folder' $HOME");
    mkdirSync(folder);
    const large = JSON.stringify({ text: "a\u0000b\\n'\"$(id)`%s`😀".repeat(50_000) });
    for (const [event, input] of [
      ["First", "{}"],
      ["Second", large],
      ["Third", ""],
    ] as const)
      expect(await call(hookLine(folder, event), input, shell)).toEqual(SILENT);
    expect(lines(folder).map((line) => line.split(" ")[0])).toEqual(["First", "Second", "Third"]);
    expect(payloads(folder)).toEqual(["{}", large, ""]);
  },
);

test("calls at the same time, also with the same pid, all keep what they got", async () => {
  using temp = tempFolder();
  // Each shell believes to have the same pid, as in sandboxes with processes of their own.
  const line = hookLine(temp.path, "Event").replace("$$", "1");
  const inputs = Array.from({ length: 64 }, (_, index) => String(index).repeat(3000));
  const ends = await Promise.all(inputs.map((input) => call(line, input)));
  expect(ends).toEqual(inputs.map(() => SILENT));
  expect(payloads(temp.path).toSorted()).toEqual(inputs.toSorted());
});

test("without its folder, or one that cannot be written, a call reads all it is given and succeeds", async () => {
  using temp = tempFolder();
  const gone = join(temp.path, "gone");
  const input = Buffer.alloc(1024 * 1024, "x");
  expect(await call(hookLine(gone, "Event"), input)).toEqual(SILENT);
  expect(existsSync(gone)).toBe(false);
  writeFileSync(gone, "");
  expect(await call(hookLine(gone, "Event"), input)).toEqual(SILENT);
  rmSync(gone);
  mkdirSync(gone);
  // Root may write everywhere but where there is no room: a name longer than the system allows.
  const line = hookLine(gone, "Event").replace("f=$$", `f=${"1".repeat(300)}`);
  expect(await call(line, input)).toEqual(SILENT);
  chmodSync(gone, 0o700);
  expect(readdirSync(gone)).toEqual([]);
});

test("where there is no room for what it got, a call is told all the same", async () => {
  using temp = tempFolder();
  const line = `ulimit -f 8; ${hookLine(temp.path, "Event")}`;
  expect((await call(line, Buffer.alloc(1024 * 1024, "x"))).exitCode).toBe(0);
  expect(lines(temp.path)).toHaveLength(1);
});

test("what the model is to be told is printed by exactly one of the hooks that may", async () => {
  using temp = tempFolder();
  const notices = join(temp.path, "notices");
  mkdirSync(notices);
  writeFileSync(join(notices, "Prompt"), '{"say":"hello"}');
  expect(await call(hookLine(temp.path, "Prompt"), "{}")).toEqual(SILENT);
  expect(await call(hookLine(temp.path, "Other", true), "{}")).toEqual(SILENT);
  const ends = await Promise.all(
    Array.from({ length: 16 }, () => call(hookLine(temp.path, "Prompt", true), "{}")),
  );
  expect(ends.every(({ exitCode, stderr }) => exitCode === 0 && stderr === "")).toBe(true);
  expect(ends.map(({ stdout }) => stdout).filter((said) => said !== "")).toEqual(['{"say":"hello"}']);
  const read = lines(temp.path).filter((line) => line.startsWith("read "));
  expect(read).toHaveLength(1);
  expect(readdirSync(join(temp.path, read[0]?.split(" ")[1] ?? ""))).toEqual(["Prompt"]);
  expect(existsSync(notices)).toBe(false);
});

test("a name that would end a line or begin a command is refused", () => {
  for (const event of ["", "two words", "a\nb", '"; rm -rf /; "', "$(id)"])
    expect(errorOf(() => hookLine("/spool", event)).code).toBe("internal");
});
