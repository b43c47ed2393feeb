import { basename } from "node:path";
import { OverstoryError, usageError } from "../../errors.ts";
import { readProcessTable } from "../../process/table.ts";
import type { Adoption, FoundAgent } from "../../runtimes/adoption.ts";
import type { Runtimes } from "../../runtimes/registry.ts";
import type { Runtime } from "../../runtimes/runtime.ts";

/** By what a person names an agent: its process or one above it, such as the shell of its pane; or its conversation. */
export type AgentTarget = { pid: number } | { conversation: string };

export interface Candidate {
  runtime: Runtime;
  adoption: Adoption;
  found: FoundAgent;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The one agent that is meant. Throws `not_found` when there is none, `conflict` when it may be several.
 *
 * @param wanted name of its runtime; null for any
 */
export async function findAgent(
  runtimes: Runtimes,
  target: AgentTarget,
  wanted: string | null,
  environment: Environment,
): Promise<Candidate> {
  const adopters = adoptersOf(runtimes, wanted);
  const found =
    "pid" in target
      ? await findInTree(adopters, target.pid, environment)
      : await findConversation(adopters, target.conversation, environment);
  const [only, ...others] = distinct(found);
  if (!only) throw notFound(adopters, target);
  if (others.length > 0) throw ambiguous([only, ...others]);
  return only;
}

type Adopter = Pick<Candidate, "runtime" | "adoption">;

function adoptersOf({ all, require }: Runtimes, wanted: string | null): Adopter[] {
  const asked = wanted === null ? all : [require(wanted)];
  const able = asked.flatMap((runtime) =>
    runtime.adoption ? [{ runtime, adoption: runtime.adoption }] : [],
  );
  if (able.length > 0) return able;
  throw usageError(
    `--runtime: agents of ${wanted ?? "these runtimes"} cannot be taken over`,
    `those of these can: ${all.flatMap(({ name, adoption }) => (adoption ? name : [])).join(", ") || "none"}`,
  );
}

async function findInTree(
  adopters: readonly Adopter[],
  pid: number,
  environment: Environment,
): Promise<Candidate[]> {
  const pids = await listTree(pid);
  if (pids.length === 0) throw new OverstoryError("not_found", `there is no process ${pid}`);
  return lookUp(adopters, pids, environment);
}

/** One that its adapter knows from the conversation alone may run all the same: two agents must not have one conversation. */
async function findConversation(
  adopters: readonly Adopter[],
  id: string,
  environment: Environment,
): Promise<Candidate[]> {
  const known = await Promise.all(
    adopters.map(async ({ runtime, adoption }) => {
      const found = await adoption.byConversation(id, environment);
      return found ? [{ runtime, adoption, found }] : [];
    }),
  );
  const resting = known.flat();
  if (resting.every(({ found }) => found.pid !== null)) return resting;
  const running = await lookUp(resting, await listTree(1), environment);
  return resting.map(
    (one) => running.findLast(({ found }) => found.conversation === one.found.conversation) ?? one,
  );
}

async function lookUp(
  adopters: readonly Adopter[],
  pids: readonly number[],
  environment: Environment,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const { runtime, adoption } of adopters)
    for (const pid of pids) {
      const found = await adoption.byProcess(pid, environment);
      if (found) candidates.push({ runtime, adoption, found });
    }
  return candidates;
}

/** The living process and all below it, each after its parent. */
async function listTree(root: number): Promise<number[]> {
  const living = [...(await readProcessTable()).values()].filter(({ ended }) => !ended);
  const tree = new Set(living.flatMap(({ pid }) => (pid === root ? [pid] : [])));
  for (let before = -1; before !== tree.size; ) {
    before = tree.size;
    for (const { pid, ppid } of living) if (tree.has(ppid)) tree.add(pid);
  }
  return [...tree];
}

/**
 * Of the processes that are each known as one agent the lowest counts, which is the agent itself: what stands above may be a
 * person's shell.
 */
const distinct = (candidates: readonly Candidate[]): Candidate[] => [
  ...new Map(
    candidates.map((one) => [`${one.runtime.name} ${one.found.conversation}`, one] as const),
  ).values(),
];

function notFound(adopters: readonly Adopter[], target: AgentTarget): OverstoryError {
  const names = adopters.map(({ runtime }) => runtime.name).join(", ");
  const what =
    "pid" in target
      ? `neither process ${target.pid} nor one below it is an agent`
      : `no agent has or had the conversation ${JSON.stringify(target.conversation)}`;
  return new OverstoryError("not_found", `${what} that can be taken over`, {
    hint: `looked for agents of these runtimes: ${names}`,
  });
}

function ambiguous(candidates: readonly Candidate[]): OverstoryError {
  const list = candidates.map(
    ({ runtime, found }) =>
      `${runtime.name} ${found.conversation}${found.pid === null ? "" : ` (pid ${found.pid}, in ${basename(found.folder)})`}`,
  );
  return new OverstoryError("conflict", `it may be several agents: ${list.join("; ")}`, {
    hint: "name one by its conversation, and where two runtimes know it: --runtime NAME",
  });
}
