import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesNaming } from "../support/processes.ts";

/**
 * Runs `work` below a folder of its own, with an empty HOME and no git configuration but an identity, and removes the
 * folder afterwards. Fails when processes that know this folder are left; they are ended.
 */
export async function inWorkplace(work: () => Promise<void>): Promise<void> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ovb-")));
  const restore = moveInto(root);
  try {
    await work();
  } finally {
    restore();
    const left = await endLeftovers(root);
    rmSync(root, { recursive: true, force: true });
    if (left.length > 0) console.error(`left running, and ended now: ${left.join("\n  ")}`);
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

/** What was ended a moment ago may still be going. */
async function endLeftovers(root: string): Promise<string[]> {
  for (const end = performance.now() + 5000; performance.now() < end; await Bun.sleep(50))
    if ((await processesNaming(root)).length === 0) return [];
  const left = await processesNaming(root);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  return left.map(({ pid, command }) => `${pid} ${command}`);
}
