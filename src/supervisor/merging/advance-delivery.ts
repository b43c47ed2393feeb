import { type Batch, isProbe } from "../../domain/batch.ts";
import type { Run } from "../../domain/run.ts";
import { OverstoryError } from "../../errors.ts";
import { branchRef, createBranch } from "../../git/branches.ts";
import { type Delivery, planDelivery } from "../../git/deliver.ts";
import { requireFree } from "../../git/heads.ts";
import { swapRef } from "../../git/refs.ts";
import { findDelivery, findVerdict, listBatchGates, listCheckingBatches } from "../../store/batches.ts";
import { check } from "./begin-batch.ts";
import { gatesForDelivery } from "./gates-for.ts";
import type { MergeWorld } from "./merge-world.ts";
import { describeRed } from "./refuse.ts";
import { probeOf } from "./turn-red.ts";

/** What a run delivers, and where to. */
export interface Result {
  run: Pick<Run, "id" | "key">;
  from: string;
  into: string;
  /** Since when that is tried, ms UTC: what was red before may be green now. */
  since: number;
}

/**
 * One step on the way of a finished run's integration branch into the branch that it is for: forward where that is possible,
 * else merged, and checked as a whole before. Answers the commit that the branch has it by; null when there is more to do.
 * Throws `conflict` saying why a person has to do it.
 */
export async function advanceDelivery(world: MergeWorld, result: Result): Promise<string | null> {
  const { run, from, into } = result;
  if (listCheckingBatches(world.store.db).some(({ targetBranch }) => targetBranch === into)) return null;
  const message = `Merge ${run.key} of overstory`;
  const plan = await planDelivery(world.git, { target: into, head: from, message });
  if (plan.kind === "already") return plan.commit ?? plan.head;
  if (plan.kind === "conflict")
    throw refused(result, `${from} conflicts with ${into} in ${plan.files.join(", ")}`);
  if (plan.kind === "forward") return move(world, into, plan);
  return deliverMerged(world, result, plan);
}

async function deliverMerged(
  world: MergeWorld,
  result: Result,
  plan: Delivery & { kind: "merge" },
): Promise<string | null> {
  const { db } = world.store;
  const gates = gatesForDelivery(world, result.run.id);
  if (gates.length === 0) return move(world, result.into, plan);
  const wish = { delivers: result.run.id, deliveredCommit: plan.head, baseCommit: plan.from };
  const last = findDelivery(db, wish);
  if (last?.state === "red" && (last.settledAt ?? 0) >= result.since) {
    const culprit = findCulprit(world, result, last);
    if (culprit) throw refused(result, describeRed(world, culprit, listBatchGates(db, culprit.id)));
    await check(world, probeOf(last), []);
    return null;
  }
  await check(world, { ...wish, targetBranch: result.into, resultCommit: plan.to, gates }, []);
  return null;
}

/** What is red: the two together, or the branch by itself; null when that was not looked at yet. */
function findCulprit({ store }: MergeWorld, { since }: Result, together: Batch): Batch | null {
  const verdict = findVerdict(store.db, together.baseCommit, together.gates);
  if (verdict?.state === "green") return together;
  return verdict && isProbe(verdict) && (verdict.settledAt ?? 0) >= since ? verdict : null;
}

/** Null when the branch moved meanwhile. */
async function move(
  { git }: MergeWorld,
  into: string,
  { from, to }: { from: string | null; to: string },
): Promise<string | null> {
  if (from !== null) await requireFree(git, into); // to make the merge took a while
  const isMoved = await (from === null
    ? createBranch(git, into, to)
    : swapRef(git, branchRef(into), from, to));
  return isMoved ? to : null;
}

const refused = ({ from, into }: Result, message: string): OverstoryError =>
  new OverstoryError("conflict", message, { hint: `git switch ${into} && git merge ${from}` });
