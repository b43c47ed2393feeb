import { OverstoryError } from "../errors.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";

export type TreeMerge =
  | { clean: true; tree: string }
  | {
      clean: false;
      /** Paths in conflict, relative to the top. */
      files: string[];
      /** Git's own words on each conflict. */
      messages: string[];
    };

/** Merges two commits into a tree, with no work tree and no index. Both must be commit ids that exist. */
export async function mergeTrees(git: Git, ours: string, theirs: string): Promise<TreeMerge> {
  const args = ["merge-tree", "--write-tree", "-z", "--messages", "--name-only", ours, theirs];
  const result = await git.attempt(args, { deadlineMs: WORK_TREE_DEADLINE_MS });
  const [tree = "", ...rest] = result.stdout.split("\0");
  // Status 1 is a conflict only when a tree was written: git also ends with 1 for what it cannot find.
  if (result.exitCode > 1 || !/^[0-9a-f]{40,64}$/.test(tree)) throw git.failure(args, result);
  if (result.exitCode === 0) return { clean: true, tree };
  const end = rest.indexOf("");
  return { clean: false, files: rest.slice(0, end), messages: conflictMessages(rest.slice(end + 1)) };
}

/** Records of `<number of paths> <path>… <type> <message>`, each field ended by NUL. */
function conflictMessages(fields: string[]): string[] {
  const messages: string[] = [];
  for (let at = 0; at < fields.length - 1; ) {
    const paths = Number(fields[at]);
    if (!Number.isInteger(paths))
      throw new OverstoryError("git", "git merge-tree: its messages cannot be read");
    const [type, message] = [fields[at + paths + 1] ?? "", fields[at + paths + 2] ?? ""];
    if (type.startsWith("CONFLICT")) messages.push(message.trim());
    at += paths + 3;
  }
  return messages;
}
