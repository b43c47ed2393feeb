import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemCode } from "../../src/errors.ts";
import { processesNaming } from "../support/processes.ts";

const PATIENCE_MS = 5000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `work` below a folder of its own, with an empty HOME and no git configuration but an identity, and removes the
 * folder afterwards, also when it is interrupted. Processes that know this folder and are left are ended; the exit code is
 * then 1.
 */
export async function inWorkplace(work: () => Promise<void>): Promise<void> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ovb-")));
  const restore = moveInto(root);
  const interrupted = () => void cleanUp(root, 0).finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    restore();
    const left = await cleanUp(root, PATIENCE_MS);
    if (left.length > 0) {
      console.error(`left running, and ended now: ${left.join("\n  ")}`);
      process.exitCode = 1;
    }
  }
}

/** Answers how to get the present environment back. */
function moveInto(root: string): () => void {
  const before = { ...process.env };
  const home = join(root, "home");
  mkdirSync(home);
  writeFileSync(
    join(home, ".gitconfig"),
    "[user]\n\tname = Bench\n\temail = bench@example.invalid\n[init]\n\tdefaultBranch = main\n",
  );
  for (const name of Object.keys(process.env))
    if (/^(GIT_|OVERSTORY_|TMUX|XDG_)/.test(name)) delete process.env[name];
  Object.assign(process.env, { HOME: home, GIT_CONFIG_NOSYSTEM: "1", TMPDIR: root });
  return () => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  };
}

/** What was ended a moment ago may still be going; what stays longer than that is ended, and answered. */
async function cleanUp(root: string, patienceMs: number): Promise<string[]> {
  const end = performance.now() + patienceMs;
  let left = await processesNaming(root);
  for (; left.length > 0 && performance.now() < end; left = await processesNaming(root)) await Bun.sleep(50);
  // Those that end may have started others meanwhile.
  for (let living = left; living.length > 0; living = await processesNaming(root)) {
    for (const { pid } of living) endProcess(pid);
    await Bun.sleep(20);
  }
  rmSync(root, { recursive: true, force: true });
  return left.map(({ pid, command }) => `${pid} ${command}`);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
}
