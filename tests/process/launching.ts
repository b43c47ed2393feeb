import { join } from "node:path";
import type { ProcessIdentity } from "../../src/domain/session.ts";
import { type Identified, identify } from "../../src/process/identity.ts";
import { type Launch, readLaunch, writeLaunch } from "../../src/process/launch.ts";
import type { LaunchCommand } from "../../src/process/launch-script.ts";
import { signalProcess } from "../../src/process/signal.ts";
import { spawnDetached } from "../../src/process/spawn-detached.ts";
import { processesNaming } from "../support/processes.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

export interface TestLaunches extends AsyncDisposable {
  /** A scratch folder, where commands start. */
  path: string;
  launches: string;
  /** Launches a command without a terminal; with PATH and `env` as environment. It may be over before this answers. */
  launch(id: string, command: LaunchCommand, env?: Record<string, string>): Promise<Identified>;
  /** The same for a command that lasts; answers the launcher. */
  start(id: string, command: LaunchCommand, env?: Record<string, string>): Promise<ProcessIdentity>;
  agent(id: string): Promise<ProcessIdentity>;
  exitCode(id: string): Promise<number>;
  output(id: string): Promise<string>;
}

/** A folder of launches whose processes are gone at the end of the scope: `await using launches = testLaunches()`. */
export function testLaunches(): TestLaunches {
  const temp = tempFolder();
  const launches = join(temp.path, "launches");
  const log = (id: string) => join(temp.path, `${id}.log`);
  const wait = <T>(what: string, id: string, pick: (launch: Launch) => T | null) =>
    until(`${what} of ${id}`, () => {
      const value = pick(readLaunch(launches, id));
      return value === null ? false : { value };
    });

  const launch: TestLaunches["launch"] = (id, command, env = {}) => {
    const whole = { PATH: process.env.PATH ?? "", TEST_LAUNCHES: temp.path, ...env };
    const argv = writeLaunch(launches, id, { command, cwd: temp.path, env: whole });
    return spawnDetached(argv, { logFile: log(id), cwd: temp.path });
  };

  return {
    path: temp.path,
    launches,
    launch,
    async start(...asked) {
      const leader = await launch(...asked);
      if (leader === "dead" || "unknown" in leader)
        throw new Error(`the launcher of ${asked[0]} did not last`);
      return leader.found;
    },
    agent: async (id) => (await wait("start", id, ({ started }) => started)).value,
    exitCode: async (id) => (await wait("end", id, ({ exited }) => exited)).value,
    output: (id) => Bun.file(log(id)).text(),
    async [Symbol.asyncDispose]() {
      await until("all that was launched is gone", async () => {
        const left = await processesNaming(temp.path);
        await Promise.all(left.map(({ pid }) => kill(pid)));
        return left.length === 0;
      });
      temp[Symbol.dispose]();
    },
  };
}

async function kill(pid: number): Promise<void> {
  const identified = await identify(pid);
  if (identified !== "dead" && "found" in identified) await signalProcess(identified.found, "SIGKILL");
}
