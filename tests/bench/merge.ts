import { Yard } from "../supervisor/merging/yard.ts";
import { median, report, timed } from "./report.ts";
import { inWorkplace } from "./workplace.ts";

const ROUNDS = 40;
const FILES = 200;

/** The queue, from a session's end to the record that its work is merged, beside the git commands that do no more than that. */
export async function benchMerge(): Promise<void> {
  await using yard = Yard.open({ tasks: ROUNDS });
  const { repository, queue, run, target } = yard;
  const many = Array.from({ length: FILES }, (_, n) => [`file-${n}.txt`, `text ${n}\n`.repeat(50)]);
  repository.commit("files", Object.fromEntries(many));
  repository.git("branch", "-f", target, "HEAD");
  repository.git("branch", "bare", "HEAD");
  const sessions = Array.from({ length: ROUNDS }, (_, n) => yard.work(n, { [`own-${n}`]: "x\n" }, target));
  const ours: number[] = [];
  const bare: number[] = [];
  for (const [n, { id, headCommit }] of sessions.entries()) {
    ours.push(await timed(() => queue.add(yard.tasks[n]?.id ?? "", id, run.id)));
    bare.push(await timed(() => mergeByHand(repository.path, headCommit ?? "")));
  }
  if (yard.merges.some(({ state }) => state !== "merged")) throw new Error("not all were merged");
  const floor = median(bare);
  const row = (what: string, ms: number) => ({
    what,
    "ms (median)": ms.toFixed(1),
    ratio: (ms / floor).toFixed(2),
  });
  report(`merge of a clean branch in a repository of ${FILES} files, no gates (goal: ratio ≤ 1.5)`, [
    row("queued → on record as merged", median(ours)),
    row("git rev-parse, merge-base, merge-tree, commit-tree, update-ref", floor),
  ]);
}

/** What a careful script does, without a work tree. */
async function mergeByHand(cwd: string, head: string): Promise<void> {
  const tip = await git(cwd, "rev-parse", "--verify", "refs/heads/bare");
  await git(cwd, "merge-base", tip, head);
  const tree = await git(cwd, "merge-tree", "--write-tree", tip, head);
  const commit = await git(cwd, "commit-tree", tree, "-p", tip, "-p", head, "-m", "Merge the work");
  await git(cwd, "update-ref", "refs/heads/bare", commit, tip);
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const child = Bun.spawn(["git", ...args], { cwd, stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const [text, exitCode] = await Promise.all([child.stdout.text(), child.exited]);
  if (exitCode !== 0) throw new Error(`git ${args.join(" ")} failed`);
  return text.trim();
}

if (import.meta.main) await inWorkplace(benchMerge);
