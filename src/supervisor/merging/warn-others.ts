import type { Session } from "../../domain/session.ts";
import { isOpen } from "../../domain/session.ts";
import { describeError } from "../../errors.ts";
import { listBranchTips } from "../../git/branch-tips.ts";
import { isAncestor } from "../../git/merge-commit.ts";
import { mergeTrees } from "../../git/merge-tree.ts";
import { filesBetween } from "../../git/trees.ts";
import type { BatchPlace } from "../../store/batches.ts";
import { labelMerge } from "../../store/merges.ts";
import { addNotice } from "../../store/notices.ts";
import { listSessionsOfRun } from "../../store/sessions.ts";
import type { MergeWorld } from "./merge-world.ts";

/**
 * Tells those who still work that what has just been merged does not go together with what they have committed, while it is
 * cheap to mend. Each merge is looked at once, so nobody hears of it twice. A forecast: when it fails nothing is lost, since
 * the merge itself finds every conflict.
 */
export async function warnOthers(world: MergeWorld, places: readonly BatchPlace[]): Promise<void> {
  try {
    for (const place of places) await warnOf(world, place);
  } catch (error) {
    world.log.warn(`conflicts with open branches are not told: ${describeError(error)}`);
  }
}

async function warnOf(world: MergeWorld, place: BatchPlace): Promise<void> {
  const { store, git } = world;
  const { merge, commit } = place;
  if (commit === merge.headCommit) return; // not by a merge of ours
  const open = listSessionsOfRun(store.db, merge.runId).filter(
    ({ state, id }) => isOpen(state) && id !== merge.sessionId,
  );
  const tips = await listBranchTips(
    git,
    open.flatMap(({ branch }) => branch ?? []),
  );
  const atWork = open.flatMap((session) => {
    const tip = tips.get(session.branch ?? "");
    return tip === undefined || tip === session.baseCommit ? [] : [{ session, tip }];
  });
  if (atWork.length === 0) return;
  const changed = new Set(await filesBetween(git, `${commit}^1`, commit));
  for (const { session, tip } of atWork) {
    if (await isAncestor(git, commit, tip)) continue;
    const merged = await mergeTrees(git, commit, tip);
    const files = merged.clean ? [] : merged.files.filter((file) => changed.has(file));
    if (files.length > 0) await tell(world, place, session, files);
  }
}

async function tell(
  { store }: MergeWorld,
  { merge }: BatchPlace,
  session: Session,
  files: string[],
): Promise<void> {
  const whose = labelMerge(store.db, merge.id);
  const { targetBranch: target } = merge;
  const text = `${whose} was merged into ${target}, and your branch conflicts with it in ${files.join(", ")}. Take it in before you are done: git merge ${target}, and keep what both want.`;
  await store.write((tx) => {
    addNotice(tx, session.id, text);
    const about = { runId: merge.runId, sessionId: session.id, taskId: session.currentTaskId };
    tx.event("merge.foreseen", about, { key: merge.key, with: whose, files });
  });
}
