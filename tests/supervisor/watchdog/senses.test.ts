import { expect, test } from "bun:test";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../../src/config.ts";
import type { Session } from "../../../src/domain/session.ts";
import type { Findings } from "../../../src/domain/watchdog/findings.ts";
import { FileWatches } from "../../../src/files/file-watches.ts";
import { projectPaths, sessionLogs } from "../../../src/paths.ts";
import { createRuntimes } from "../../../src/runtimes/registry.ts";
import { TmuxLink } from "../../../src/supervisor/tmux-link.ts";
import { SystemSenses } from "../../../src/supervisor/watchdog/senses.ts";
import { identityOfPid, startChild } from "../../process/child.ts";
import { tempFolder } from "../../support/temp.ts";
import { TestTerminal } from "../../support/terminal.ts";
import { until } from "../../support/wait.ts";
import { workingSession } from "./session.ts";

/** Senses over a folder; tmux is not asked. */
function sensesIn(folder: string) {
  const paths = projectPaths(folder, join(folder, ".git"));
  const settings = parseConfig({}, "test");
  const noTmux = () => Promise.reject(new Error("nothing here asks tmux"));
  const watches = new FileWatches();
  const senses = new SystemSenses(
    {
      paths,
      settings,
      observed: { now: () => performance.now() },
      tmux: new TmuxLink({ connect: noTmux, onGone: () => {} }),
      runtimes: createRuntimes(settings),
    },
    watches,
  );
  const lookAt = async (session: Session): Promise<Findings> => {
    const findings = (await senses.look([session])).get(session.id);
    if (!findings) throw new Error("nothing is said of it");
    return findings;
  };
  return { paths, senses, lookAt, [Symbol.dispose]: () => watches.close() };
}

test("a sleeping session is alive and moves nothing from look to look", async () => {
  using folder = tempFolder();
  using one = sensesIn(folder.path);
  await using child = await startChild();
  const session = workingSession({ agent: child.identity, worktree: folder.path });
  await until("its files are watched", async () => (await one.lookAt(session)).counters.files === 0);
  const before = await one.lookAt(session);
  expect(before).toEqual({
    process: "alive",
    counters: {
      output: 0,
      files: 0,
      transcript: 0,
      cpuMs: before.counters.cpuMs,
      ioBytes: before.counters.ioBytes,
    },
    isRunning: false,
    readsTerminal: false,
  });
  for (let looks = 0; looks < 5; looks++) expect(await one.lookAt(session)).toEqual(before);
});

test("a session without a process is left out, one that is being launched is seen by its launcher", async () => {
  using folder = tempFolder();
  using one = sensesIn(folder.path);
  await using child = await startChild();
  const launched = workingSession({ id: "id-2", nonce: "nonce-2", leader: child.identity });
  const found = await one.senses.look([workingSession({}), launched]);
  expect([...found.keys()]).toEqual(["id-2"]);
  expect(found.get("id-2")?.process).toBe("alive");
});

test("output moves with the log, and lets go of the worktree", async () => {
  using folder = tempFolder();
  using one = sensesIn(folder.path);
  await using child = await startChild();
  const session = workingSession({ agent: child.identity, worktree: folder.path });
  await until("its files are watched", async () => (await one.lookAt(session)).counters.files === 0);
  const logs = sessionLogs(one.paths, session.key);
  mkdirSync(logs, { recursive: true });
  appendFileSync(join(logs, "output.log"), "a word");
  const { output, files } = (await one.lookAt(session)).counters;
  expect(output).toBeGreaterThan(0);
  expect(files).toEqual({ unknown: expect.any(String) });
});

test.skipIf(process.platform !== "linux")(
  "a session whose program waits for a line reads its terminal",
  async () => {
    using folder = tempFolder();
    using one = sensesIn(folder.path);
    await using terminal = await TestTerminal.open(folder.path);
    terminal.run("sh -c 'echo $$ >pid.tmp; mv pid.tmp pid; read answer; exec sleep 60'");
    const file = join(folder.path, "pid");
    await until("it tells its pid", () => existsSync(file));
    const session = workingSession({ agent: await identityOfPid(Number(readFileSync(file, "utf8"))) });
    await until("it reads", async () => (await one.lookAt(session)).readsTerminal);
    terminal.press("Enter");
    await until("it goes on", async () => !(await one.lookAt(session)).readsTerminal);
  },
);
