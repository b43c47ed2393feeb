import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";

/** One path that differs from HEAD in the index or in the work tree. */
export interface ChangedPath {
  kind: "tracked" | "unmerged" | "untracked";
  /** Relative to the top. One that ends with `/` is a repository of its own, not tracked by this one. */
  path: string;
  /** It is a submodule with changes that no commit of the submodule holds. */
  dirtySubmodule: boolean;
}

export interface WorkTreeStatus {
  /** Null on a branch without a commit. */
  head: string | null;
  /** Null when detached. */
  branch: string | null;
  /** Ignored files are not among them. */
  changed: ChangedPath[];
}

export async function readStatus(git: Git): Promise<WorkTreeStatus> {
  const args = ["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--no-renames"];
  const records = (await git.run(args, { deadlineMs: WORK_TREE_DEADLINE_MS })).split("\0");
  const header = (name: string) =>
    records.find((record) => record.startsWith(`# ${name} `))?.slice(name.length + 3);
  const [head = "(initial)", branch = "(detached)"] = [header("branch.oid"), header("branch.head")];
  return {
    head: head === "(initial)" ? null : head,
    branch: branch === "(detached)" ? null : branch,
    changed: records.flatMap(changedPath),
  };
}

function changedPath(record: string): ChangedPath[] {
  if (record.startsWith("? ")) {
    return [{ kind: "untracked", path: record.slice(2), dirtySubmodule: false }];
  }
  // 1 <XY> <sub> <mH> <mI> <mW> <hH> <hI> <path>; u <XY> <sub> <m1> <m2> <m3> <mW> <h1> <h2> <h3> <path>
  const [, type, submodule = "", path = ""] =
    /^(?:(1) \S+ (\S+)(?: \S+){5}|(u) \S+ (\S+)(?: \S+){7}) ([\s\S]*)$/.exec(record)?.filter(Boolean) ?? [];
  if (type === undefined) return [];
  return [
    {
      kind: type === "u" ? "unmerged" : "tracked",
      path,
      dirtySubmodule: /^S.(M|.U)/.test(submodule),
    },
  ];
}
