import type { Git } from "./git.ts";

/** The commit a ref stands at, or null when there is no such ref. `ref` is a full name, taken to the letter. */
export async function refTip(git: Git, ref: string): Promise<string | null> {
  const listing = await git.run(["for-each-ref", "--format=%(refname) %(objectname)", "--", ref]);
  const line = listing.split("\n").find((candidate) => candidate.startsWith(`${ref} `));
  return line?.slice(ref.length + 1) ?? null;
}

/**
 * Moves a ref in one compare-and-swap: from `from` (null: it must not exist) to `to` (null: it is deleted).
 * False when the ref stands elsewhere. Throws when git refuses for another reason.
 */
export async function swapRef(
  git: Git,
  ref: string,
  from: string | null,
  to: string | null,
): Promise<boolean> {
  if (from === null && to === null) return (await refTip(git, ref)) === null;
  const args =
    to === null
      ? ["update-ref", "-d", ref, from ?? ""]
      : ["update-ref", "-m", "overstory", ref, to, from ?? ""];
  const result = await git.attempt(args);
  if (result.exitCode === 0) return true;
  if ((await refTip(git, ref)) !== from) return false;
  throw git.failure(args, result);
}
