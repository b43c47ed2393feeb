import type { ConflictView, MergeView } from "../../api/contract/merge.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import type { Palette } from "./palette.ts";
import { table } from "./table.ts";
import { inert } from "./text.ts";
import { dateAndTime, minute } from "./words.ts";

const COLORS: Record<MergeView["state"], keyof Palette> = {
  queued: "cyan",
  merged: "green",
  conflict: "red",
  red: "red",
  failed: "red",
  cancelled: "yellow",
};

/** @param now what is of today is told without its date */
export const mergeTable = (merges: readonly MergeView[], screen: Screen, now: string): string[] =>
  table(
    merges,
    [
      { title: "merge", text: ({ key }) => key, paint: screen.paint.bold, max: 12 },
      { title: "task", text: ({ run, task }) => `${run}/${task}`, max: 32 },
      {
        title: "state",
        text: stateOf,
        paint: (text, { state }) => screen.paint[COLORS[state]](text),
        max: 10,
      },
      { title: "queued", text: ({ queuedAt }) => minute(queuedAt, now), max: 16 },
      { title: "why", text: whyOf },
    ],
    screen,
  );

/** The files of a conflict come before the two branches, whose names fill a line. */
function whyOf({ reason, mergeCommit, conflictFiles }: MergeView): string {
  if (conflictFiles.length > 0) return `in ${conflictFiles.join(", ")}`;
  return reason ?? mergeCommit?.slice(0, 10) ?? "";
}

/** One merge: both sides, and what ran on the result. Paths and branches are never cut. */
export function mergePage(merge: MergeView, screen: Screen): string[] {
  const { paint } = screen;
  const facts = [
    ["branch", merge.branch],
    ["at", merge.headCommit],
    ["into", merge.target],
    ["made by", merge.session],
    ["queued", dateAndTime(merge.queuedAt)],
    ["settled", merge.settledAt && dateAndTime(merge.settledAt)],
    ["commit", merge.mergeCommit],
    ["why", merge.reason],
    ["other side", merge.conflictsWith],
    ["conflict in", merge.conflictFiles.join("\n")],
  ] as const;
  return [
    `${paint.bold(merge.key)}  ${inert(`${merge.run}/${merge.task}`)}  ${paint[COLORS[merge.state]](stateOf(merge))}`,
    ...factLines(facts, screen),
    ...merge.gates.flatMap((gate) => [
      `  ${paint.dim("gate".padEnd(12))}${inert(gate.command)}: ${gateState(gate)}`,
      `  ${" ".repeat(12)}${paint.dim(inert(gate.log))}`,
    ]),
    ...nextStep(merge).map((line) => paint.dim(line)),
  ];
}

/** A pair of lines for each: who with whom, and where. */
export const conflictLines = (conflicts: readonly ConflictView[], { paint }: Screen): string[] =>
  conflicts.flatMap(({ ours, theirs, files }) => [
    `${paint.bold(inert(ours.label))} and ${paint.bold(inert(theirs.label))}`,
    ...files.map((file) => `  ${inert(file)}`),
  ]);

const stateOf = ({ state, gates }: MergeView): string =>
  state === "queued" && gates.some(({ passed }) => passed === null) ? "checking" : state;

function gateState({ passed, exitCode }: MergeView["gates"][number]): string {
  if (passed === null) return "runs";
  return passed ? "passed" : `failed (exit ${exitCode ?? "unknown"})`;
}

function nextStep({ key, state, branch, target }: MergeView): string[] {
  if (state === "queued") return ["", `overstory merge cancel ${key}    takes it out of the queue`];
  if (state === "merged") return [];
  return [
    "",
    `git switch ${inert(branch)} && git merge ${inert(target)}    in its worktree, then:`,
    `overstory merge retry ${key}    queues it anew`,
  ];
}
