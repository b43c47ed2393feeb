import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";
import { race, report, timed } from "./report.ts";
import { inWorkplace } from "./workplace.ts";

const ROUNDS = 25;
const PROGRAM = join(import.meta.dir, "../../src/main.ts");
const COMMANDS = [["--version"], ["--help"], ["status", "--json"], ["sessions", "--json"]];

/** Milliseconds from the start of a whole process to its end. */
export const wholeProcess = (argv: string[], cwd: string) => () =>
  timed(async () => {
    const child = Bun.spawn(argv, { cwd, stdin: "ignore", stdout: "ignore", stderr: "inherit" });
    if ((await child.exited) !== 0) throw new Error(`${argv.join(" ")} failed`);
  });

export const overstory = (...args: string[]): string[] => [process.execPath, PROGRAM, ...args];

export async function benchCli(): Promise<void> {
  await using project = await TestProject.start();
  const cwd = project.repository.path;
  const [floor = 0, ...medians] = await race(ROUNDS, [
    wholeProcess([process.execPath, "-e", "0"], cwd),
    ...COMMANDS.map((args) => wholeProcess(overstory(...args), cwd)),
  ]);
  report(
    "cli: whole processes, the daemon running without sessions (goal: ratio ≤ 3)",
    medians.map((ms, index) => ({
      command: `overstory ${COMMANDS[index]?.join(" ")}`,
      "ms (median)": ms.toFixed(1),
      "bun -e 0, ms": floor.toFixed(1),
      ratio: (ms / floor).toFixed(2),
    })),
  );
}

if (import.meta.main) await inWorkplace(benchCli);
