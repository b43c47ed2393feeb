import { branchTip, requireBranchName, requireNotCheckedOut } from "./branches.ts";
import type { Git } from "./git.ts";
import { commitIdentity } from "./identity.ts";
import { commitMerge, isAncestor, mergeThatBrought } from "./merge-commit.ts";
import { mergeTrees } from "./merge-tree.ts";
import { resolveCommit } from "./repository.ts";

export interface DeliveryWish {
  /** Branch that is to get it. It must be checked out nowhere. */
  target: string;
  /** Revision whose commits are brought in. */
  head: string;
  message: string;
}

/** What brings a branch to all of `head`; `head` is the commit that it named. */
export type Delivery = { head: string } & (
  | { kind: "already"; commit: string | null }
  /** The branch is moved forward, or made where `from` is null; nothing is there that was not there before. */
  | { kind: "forward"; from: string | null; to: string }
  /** `to` is a merge commit that no branch has yet. */
  | { kind: "merge"; from: string; to: string }
  | { kind: "conflict"; files: string[] }
);

/** Finds that out, without a work tree; no ref is touched. Throws `conflict` when the target is checked out. */
export async function planDelivery(
  git: Git,
  { target, head: revision, message }: DeliveryWish,
): Promise<Delivery> {
  await requireBranchName(git, target);
  const head = await resolveCommit(git, revision);
  await requireNotCheckedOut(git, target);
  const from = await branchTip(git, target);
  if (from === null) return { head, kind: "forward", from, to: head };
  if (await isAncestor(git, head, from))
    return { head, kind: "already", commit: await mergeThatBrought(git, head, from) };
  if (await isAncestor(git, from, head)) return { head, kind: "forward", from, to: head };
  const merged = await mergeTrees(git, from, head);
  if (!merged.clean) return { head, kind: "conflict", files: merged.files };
  const to = await commitMerge(git, merged.tree, [from, head], message, await commitIdentity(git));
  return { head, kind: "merge", from, to };
}
