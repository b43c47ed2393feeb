import { expect } from "bun:test";
import type { Merge } from "../../../src/domain/merge.ts";
import type { Chance } from "../../domain/chance.ts";
import type { Change, Yard } from "./yard.ts";

/** What a branch is like, and what it changes. */
export interface Plan {
  kind: "plain" | "conflicting" | "red" | "pair";
  change: Change;
}

/** Red where both files of a pair are, or one that is bad by itself. */
export const GATE = `for f in pair-*-1; do test -e "\${f%-1}-2" && exit 1; done; ! ls bad-* >/dev/null 2>&1`;

export const isRed = (files: readonly string[]): boolean =>
  files.some((file) => file.startsWith("bad-")) ||
  files.some((file) => /^pair-\d+-1$/.test(file) && files.includes(file.replace(/1$/, "2")));

/** Every third changes the same line as the others of its kind; of each pair both are green, and red together. */
export function planBranches(count: number, chance: Chance, { red = 0.1, pairs = 2 } = {}): Plan[] {
  const plans = Array.from({ length: count }, (_, n): Plan => {
    if (n % 3 === 2) return { kind: "conflicting", change: { shared: `${n}\n`, [`own-${n}`]: "" } };
    if (chance.happens(red)) return { kind: "red", change: { [`bad-${n}`]: "" } };
    return { kind: "plain", change: { [`file-${n}`]: `${n}\n` } };
  });
  const plain = chance.shuffled([...plans.keys()].filter((n) => plans[n]?.kind === "plain"));
  for (let pair = 0; pair < pairs && plain.length >= 2; pair++)
    for (const half of [1, 2]) {
      const n = plain.pop();
      if (n !== undefined) plans[n] = { kind: "pair", change: { [`pair-${pair}-${half}`]: "" } };
    }
  return plans;
}

/** That the target was never red, has every green one once, and that the others are reported with their other side. */
export function expectAllInOrder(yard: Yard, plans: readonly Plan[], seed: number): void {
  const { git } = yard.repository;
  for (const commit of yard.positions())
    expect({ seed, commit, red: isRed(yard.files(commit)) }).toMatchObject({ red: false });
  const parents = git("log", "--first-parent", "--merges", "--format=%P", yard.target).split("\n");
  const brought = parents.map((line) => line.split(" ")[1]);
  const states = new Map<string, Merge["state"]>();
  for (const merge of yard.merges) {
    states.set(merge.taskId, merge.state);
    const times = brought.filter((head) => head === merge.headCommit).length;
    expect({ seed, key: merge.key, times }).toEqual({
      seed,
      key: merge.key,
      times: merge.state === "merged" ? 1 : 0,
    });
    if (merge.state === "conflict")
      expect(merge.reason).toMatch(/which has the work of RUN-001\/t\d+ \(SESSION-\d+\), in shared$/);
  }
  const ofKind = (kind: Plan["kind"]) =>
    plans.flatMap((plan, n) => (plan.kind === kind ? [states.get(yard.tasks[n]?.id ?? "")] : [])).toSorted();
  const conflicting = ofKind("conflicting");
  expect({ seed, plain: new Set(ofKind("plain")) }).toEqual({
    seed,
    plain: new Set(ofKind("plain").length > 0 ? ["merged"] : []),
  });
  expect({ seed, conflicting }).toEqual({
    seed,
    conflicting: conflicting.map((_, n) => (n === conflicting.length - 1 ? "merged" : "conflict")),
  });
  expect({ seed, red: ofKind("red").every((state) => state === "red") }).toEqual({ seed, red: true });
  const pairs = ofKind("pair");
  expect({ seed, pairs }).toEqual({
    seed,
    pairs: pairs.map((_, n) => (n < pairs.length / 2 ? "merged" : "red")),
  });
  expect({ seed, fsck: git("fsck", "--no-dangling", "--strict") }).toEqual({ seed, fsck: "" });
  expect({ seed, leftovers: yard.leftovers() }).toEqual({ seed, leftovers: [] });
}
