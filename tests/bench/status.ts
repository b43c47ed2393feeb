import { TestProject } from "../support/daemon.ts";
import { overstory, wholeProcess } from "./cli.ts";
import { race, report, timed, whole } from "./report.ts";
import { startSleepers } from "./sleepers.ts";
import { inWorkplace } from "./workplace.ts";

const ROUNDS = 20;
const SESSIONS = [0, 50, 500];

export async function benchStatus(): Promise<void> {
  await using project = await TestProject.start();
  const rows = [];
  let running = 0;
  for (const sessions of SESSIONS) {
    if (sessions > running) await startSleepers(project, sessions - running);
    running = sessions;
    rows.push(await measure(project, sessions));
  }
  report("status: beside a whole process that does nothing, and a request for /daemon", rows);
}

async function measure({ repository, client }: TestProject, sessions: number) {
  const cwd = repository.path;
  const [command = 0, process_ = 0, status = 0, daemon = 0] = await race(ROUNDS, [
    wholeProcess(overstory("status", "--json"), cwd),
    wholeProcess([process.execPath, "-e", "0"], cwd),
    () => timed(async () => void (await client.status())),
    () => timed(async () => void (await client.daemon())),
  ]);
  return {
    sessions,
    "status --json, ms": command.toFixed(1),
    "bun -e 0, ms": process_.toFixed(1),
    ratio: (command / process_).toFixed(2),
    "GET /status, ms": status.toFixed(2),
    "GET /daemon, ms": daemon.toFixed(2),
    "answer, bytes": whole(JSON.stringify(await client.status()).length),
  };
}

if (import.meta.main) await inWorkplace(benchStatus);
