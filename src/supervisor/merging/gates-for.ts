import { uniteGates } from "../../domain/batch.ts";
import type { Merge } from "../../domain/merge.ts";
import { isSameTree } from "../../git/trees.ts";
import type { BatchPlace } from "../../store/batches.ts";
import { listGatesOf } from "../../store/gates.ts";
import { requireRun } from "../../store/runs.ts";
import { requireSession } from "../../store/sessions.ts";
import { listTasks, requireTask } from "../../store/tasks.ts";
import type { MergeWorld } from "./merge-world.ts";

/**
 * The commands that check a result: those of the runs, else those of the configuration, else those of the tasks in it.
 * None for one branch alone whose own gates have seen the very same tree.
 */
export async function gatesFor(
  { store: { db }, settings, git }: MergeWorld,
  places: readonly BatchPlace[],
  result: string,
): Promise<string[]> {
  const ofRuns = uniteGates(places.map(({ merge }) => requireRun(db, merge.runId).gates));
  const ofTasks = uniteGates(places.map(({ merge }) => requireTask(db, merge.taskId).spec.gates));
  const gates = ofRuns.length > 0 ? ofRuns : (settings.merge.gates ?? ofTasks);
  if (gates.length === 0) return [];
  const [only, second] = places;
  if (only && !second && (await haveSeen({ store: { db }, git }, only.merge, result, gates))) return [];
  return [...settings.merge.setup, ...gates];
}

/** The commands that check what a run delivers, as a whole. */
export function gatesForDelivery(
  { store: { db }, settings }: Pick<MergeWorld, "store" | "settings">,
  runId: string,
): string[] {
  const ofRun = requireRun(db, runId).gates;
  const ofTasks = () => uniteGates(listTasks(db, runId).map(({ spec }) => spec.gates));
  const gates = ofRun.length > 0 ? ofRun : (settings.merge.gates ?? ofTasks());
  return gates.length === 0 ? [] : [...settings.merge.setup, ...gates];
}

async function haveSeen(
  { store: { db }, git }: { store: Pick<MergeWorld["store"], "db">; git: MergeWorld["git"] },
  { taskId, sessionId, headCommit }: Merge,
  result: string,
  gates: readonly string[],
): Promise<boolean> {
  // They ran on what the session left, and a branch that a person went on with is another.
  if (requireSession(db, sessionId).headCommit !== headCommit) return false;
  const passed = listGatesOf(db, taskId, sessionId).filter((gate) => gate.passed === true);
  const haveAll = gates.every((command) => passed.some((gate) => gate.command === command));
  return haveAll && isSameTree(git, result, headCommit);
}
