import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { readProcStat } from "../../src/process/proc-stat.ts";
import { isRow } from "../../src/process/process-row.ts";
import { holdsOnlyTerminals, readsTerminal } from "../../src/process/terminal-read.ts";
import { type TempFolder, tempFolder } from "../support/temp.ts";
import { TestTerminal } from "../support/terminal.ts";
import { until } from "../support/wait.ts";

const isLinux = process.platform === "linux";
const hasPython = Bun.which("python3") !== null;

/** Runs a command in a terminal and answers its pid. */
async function runIn(terminal: TestTerminal, folder: TempFolder, command: string): Promise<number> {
  const file = join(folder.path, "pid");
  terminal.run(`sh -c 'echo $$ >pid.tmp; mv pid.tmp pid; exec "$@"' sh ${command}`);
  await until("it tells its pid", () => Bun.file(file).exists());
  return Number(await Bun.file(file).text());
}

function readsNow(pid: number): boolean {
  const row = readProcStat(pid);
  return isRow(row) && readsTerminal(row);
}

const nameOf = async (pid: number) => (await Bun.file(`/proc/${pid}/comm`).text()).trim();
const waitOf = async (pid: number) => Bun.file(`/proc/${pid}/wchan`).text();

describe.skipIf(!isLinux)("readsTerminal", () => {
  test.each([
    ["read of the shell", "sh -c 'read x'"],
    ["select of bash", "bash -c 'select x in one two; do :; done'"],
    ["cat", "cat"],
  ])("a program is seen to wait for a line: %s", async (_, command) => {
    using folder = tempFolder();
    await using terminal = await TestTerminal.open(folder.path);
    const pid = await runIn(terminal, folder, command);
    await until("it reads", () => readsNow(pid));
    expect(holdsOnlyTerminals(pid)).toBe(true);
  });

  test.skipIf(!hasPython)("a program is seen to wait for a line: input() of Python", async () => {
    using folder = tempFolder();
    await using terminal = await TestTerminal.open(folder.path);
    const pid = await runIn(terminal, folder, "python3 -c 'input(1)'");
    await until("it reads", () => readsNow(pid));
  });

  test("a sleeper with a terminal does not read", async () => {
    using folder = tempFolder();
    await using terminal = await TestTerminal.open(folder.path);
    const pid = await runIn(terminal, folder, "sleep 60");
    await until("it sleeps", async () => (await nameOf(pid)) === "sleep" && (await waitOf(pid)) !== "0");
    expect(readsNow(pid)).toBe(false);
  });

  test("a program that may not write to its terminal now does not read it", async () => {
    using folder = tempFolder();
    await using terminal = await TestTerminal.open(folder.path);
    const pid = await runIn(terminal, folder, "yes");
    terminal.press("C-s");
    await until("it waits in the same place", async () => (await waitOf(pid)) === "wait_woken");
    expect(readsNow(pid)).toBe(false);
  });

  test.skipIf(!hasPython)("a program with a terminal that reads from its peer does not read it", async () => {
    using folder = tempFolder();
    await using terminal = await TestTerminal.open(folder.path);
    using server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const connect = `s = socket.create_connection((\\"127.0.0.1\\", ${server.port}))`;
    const pid = await runIn(
      terminal,
      folder,
      `python3 -c "import os, socket; ${connect}; os.read(s.fileno(), 1)"`,
    );
    await until("it waits in the same place", async () => (await waitOf(pid)) === "wait_woken");
    expect(readsNow(pid)).toBe(false);
    expect(holdsOnlyTerminals(pid)).toBe(false);
  });
});
