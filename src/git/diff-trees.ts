import type { Git } from "./git.ts";

/** How a path differs between two trees. */
export interface TreeChange {
  path: string;
  change: "added" | "modified" | "deleted";
  /** Mode and object that the second tree has there; those of a deleted path are zeros. */
  mode: string;
  object: string;
}

const CHANGES: Record<string, TreeChange["change"]> = { A: "added", D: "deleted" };

/** The changes of each pair of trees, in the order of the pairs. One git process for all of them. */
export async function diffTrees(
  git: Git,
  pairs: readonly (readonly [from: string, to: string])[],
): Promise<TreeChange[][]> {
  if (pairs.length === 0) return [];
  const stdin = pairs.map(([from, to]) => `${from} ${to}\n`).join("");
  const output = await git.run(["diff-tree", "--stdin", "--raw", "-r", "-z", "--no-renames"], { stdin });
  const changes: TreeChange[][] = [];
  const tokens = output.split("\0");
  for (let index = 0; index < tokens.length; index += 2) {
    // The line that names each pair is not ended by a NUL, so it comes before the next record, or last of all.
    const lines = (tokens[index] ?? "").split("\n").filter((line) => line !== "");
    for (const line of lines) if (!line.startsWith(":")) changes.push([]);
    const record = lines.find((line) => line.startsWith(":"));
    if (record !== undefined) changes.at(-1)?.push(readRecord(record, tokens[index + 1] ?? ""));
  }
  return changes;
}

/** `:100644 100755 <object> <object> M` */
function readRecord(record: string, path: string): TreeChange {
  const [, mode = "", , object = "", status = ""] = record.split(" ");
  return { path, change: CHANGES[status] ?? "modified", mode, object };
}
