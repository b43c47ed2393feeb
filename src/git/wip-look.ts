import type { SavedFile, SavedWork } from "../domain/saved-work.ts";
import { diffTrees, type TreeChange } from "./diff-trees.ts";
import { type Git, WORK_TREE_DEADLINE_MS } from "./git.ts";
import type { Wip } from "./wip.ts";

/** What is in each of them. Four git processes for however many there are; a ref that holds no saved work is left out. */
export async function lookAtWip(git: Git, wips: readonly Wip[]): Promise<SavedWork[]> {
  const trees = await readTrees(git, wips);
  const known = wips.flatMap((wip, index) => {
    const tree = trees[index];
    return tree ? [{ wip, tree }] : [];
  });
  const to = (part: "work" | "index") => known.map(({ tree }) => [tree.base, tree[part]] as const);
  const [inWork, inIndex] = await Promise.all([diffTrees(git, to("work")), diffTrees(git, to("index"))]);
  const sizeOf = await readSizes(git, inWork.flat());
  return known.map(({ wip, tree }, index) => {
    const work = inWork[index] ?? [];
    const bytes = work.reduce((sum, { object }) => sum + (sizeOf.get(object) ?? 0), 0);
    const { parents: _, ...facts } = wip;
    return { ...facts, base: tree.baseCommit, files: listFiles(work, inIndex[index] ?? []), bytes };
  });
}

interface Trees {
  /** null where it was saved before there was a commit; `base` is the empty tree then. */
  baseCommit: string | null;
  base: string;
  index: string;
  work: string;
}

async function readTrees(git: Git, wips: readonly Wip[]): Promise<(Trees | null)[]> {
  const names = wips.flatMap(({ commit, parents }) =>
    [commit, ...parents.slice(0, 2)].map((one) => `${one}^{tree}`),
  );
  const treeOf = await readObjects(git, names);
  const empty = wips.some(({ parents }) => parents.length === 1) ? await emptyTree(git) : "";
  return wips.map(({ commit, parents }) => {
    const [first, second] = parents;
    const [work, index] = [commit, second ?? first].map((one) => treeOf.get(`${one}^{tree}`)?.object);
    const base = second === undefined ? empty : treeOf.get(`${first}^{tree}`)?.object;
    if (!work || !index || !base) return null;
    return { baseCommit: second === undefined ? null : (first ?? null), base, index, work };
  });
}

async function readSizes(git: Git, changes: readonly TreeChange[]): Promise<Map<string, number>> {
  const blobs = changes.filter(({ change, mode }) => change !== "deleted" && mode !== "160000");
  const found = await readObjects(git, [...new Set(blobs.map(({ object }) => object))]);
  return new Map([...found].map(([name, { size }]) => [name, size]));
}

/** The object and its size for each name; names of nothing are left out. */
async function readObjects(
  git: Git,
  names: readonly string[],
): Promise<Map<string, { object: string; size: number }>> {
  if (names.length === 0) return new Map();
  const output = await git.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], {
    stdin: names.map((name) => `${name}\n`).join(""),
  });
  const lines = output.split("\n");
  return new Map(
    names.flatMap((name, index) => {
      const [object = "", size = ""] = lines[index]?.split(" ") ?? [];
      return /^\d+$/.test(size) ? [[name, { object, size: Number(size) }]] : [];
    }),
  );
}

function listFiles(work: readonly TreeChange[], index: readonly TreeChange[]): SavedFile[] {
  const staged = new Map(index.map((change) => [change.path, change]));
  const changed = new Set(work.map(({ path }) => path));
  const onlyStaged = index.filter(({ path }) => !changed.has(path));
  return [
    ...work.map((one): SavedFile => {
      const other = staged.get(one.path);
      const isSame = other?.object === one.object && other.mode === one.mode;
      return { path: one.path, change: one.change, staged: isSame ? "all" : other ? "part" : "none" };
    }),
    ...onlyStaged.map(({ path, change }): SavedFile => ({ path, change, staged: "part" })),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The changes as git shows them; binary files are only named. */
export async function patchOf(
  git: Git,
  { base, commit }: Pick<SavedWork, "base" | "commit">,
): Promise<string> {
  const from = base ?? (await emptyTree(git));
  const plain = ["--no-color", "--no-ext-diff", "--no-textconv"];
  return git.run(["diff", ...plain, from, commit, "--"], { deadlineMs: WORK_TREE_DEADLINE_MS });
}

const emptyTree = (git: Git) => git.run(["hash-object", "-t", "tree", "--stdin"], { stdin: "" });
