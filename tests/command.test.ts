import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../src/command.ts";
import { tempFolder } from "./support/temp.ts";
import { until } from "./support/wait.ts";

const DEADLINE_MS = 10_000;
const sh = (script: string, options: { stdin?: string; deadlineMs?: number } = {}) =>
  runCommand(["sh", "-c", script], { deadlineMs: DEADLINE_MS, ...options });

describe("runCommand answers however the program ends", () => {
  test("with both outputs and the status", async () => {
    expect(await sh("echo out; echo err >&2; exit 3")).toEqual({
      exitCode: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test("with 128 + the signal when it was killed", async () => {
    expect((await sh("kill -9 $$")).exitCode).toBe(137);
  });

  test("with all of a large output", async () => {
    const { stdout, stderr } = await sh("head -c 3000000 /dev/zero; head -c 200000 /dev/zero >&2");
    expect([stdout.length, stderr.length]).toEqual([3_000_000, 200_000]);
  });
});

describe("the program gets", () => {
  test("its arguments to the letter, never through a shell", async () => {
    const hostile = "$(id); `id` 'x' \"y\" *";
    const { stdout } = await runCommand(["printf", "%s", hostile], { deadlineMs: DEADLINE_MS });
    expect(stdout).toBe(hostile);
  });

  test("the given standard input, or none at all", async () => {
    expect((await sh("cat", { stdin: "hello" })).stdout).toBe("hello");
    expect((await sh("cat; echo end")).stdout).toBe("end\n");
  });

  test("more input than it reads, without harm", async () => {
    expect((await sh("exit 0", { stdin: "x".repeat(3_000_000) })).exitCode).toBe(0);
  });

  test("the given folder and nothing but the given variables", async () => {
    using folder = tempFolder();
    const { stdout } = await runCommand(["/bin/sh", "-c", "pwd; echo $WORD $HOME"], {
      cwd: folder.path,
      env: { WORD: "yes" },
      deadlineMs: DEADLINE_MS,
    });
    expect(stdout).toBe(`${folder.path}\nyes\n`);
  });
});

describe("at the deadline", () => {
  test("the program is killed, even one that ignores signals, and timeout names it", async () => {
    using folder = tempFolder();
    const pidFile = join(folder.path, "pid");
    const script = `trap '' TERM INT HUP; echo $$ > ${pidFile}; while :; do read -r x < /dev/zero; done`;
    const start = performance.now();
    await expect(sh(script, { deadlineMs: 300 })).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("sh -c trap"),
    });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(existsSync(pidFile)).toBe(true);
    const pid = Number(readFileSync(pidFile, "utf8"));
    await until("the program is gone", () => !isAlive(pid));
  });

  test("the program is asked to end first, so that it can clean up", async () => {
    using folder = tempFolder();
    const cleaned = join(folder.path, "cleaned");
    const script = `trap 'echo > ${cleaned}; exit' TERM; while :; do sleep 0.05; done`;
    await expect(sh(script, { deadlineMs: 300 })).rejects.toThrow("300 ms");
    await until("the program has cleaned up", () => existsSync(cleaned));
  });

  test("a grandchild that holds the output open does not hold the answer", async () => {
    using folder = tempFolder();
    const pidFile = join(folder.path, "pid");
    const start = performance.now();
    await expect(sh(`sleep 60 & echo $! > ${pidFile}`, { deadlineMs: 300 })).rejects.toThrow("300 ms");
    expect(performance.now() - start).toBeLessThan(5000);
    process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
  });
});

test("a command that has ended keeps the caller's process neither alive nor from its own input", async () => {
  const module = join(import.meta.dir, "../src/command.ts");
  const program = `import { runCommand } from ${JSON.stringify(module)};
    console.log((await runCommand(["cat"], { deadlineMs: 60_000 })).exitCode);`;
  const caller = Bun.spawn([process.execPath, "-e", program], { stdin: "pipe", stdout: "pipe" });
  expect(await caller.stdout.text()).toBe("0\n");
  expect(await caller.exited).toBe(0);
  await caller.stdin.end();
});

test.each([
  ["the program", ["no-such-program-at-all"], undefined, "no-such-program-at-all"],
  ["its folder", ["true"], "/no/such/folder", "true"],
])("internal names the program when %s is not there", async (_, argv, cwd, name) => {
  const running = runCommand(argv, { deadlineMs: DEADLINE_MS, ...(cwd === undefined ? {} : { cwd }) });
  await expect(running).rejects.toMatchObject({
    code: "internal",
    message: expect.stringContaining(`cannot start ${name}`),
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH: there is no such process
  }
}
