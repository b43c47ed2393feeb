import type { RunView, TaskView } from "../../api/contract/run.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { inert } from "./text.ts";
import { shortUsage, tokenCount } from "./usage-words.ts";
import { paintRunStatus } from "./words.ts";

const BAR_COLUMNS = 24;
const NAMED_TASKS = 6;

/**
 * How one run stands: its progress in words, what was merged, and what stopped and why.
 *
 * @param reported `RUN/task` of stopped tasks that the page has told about already
 */
export function runProgress(
  run: RunView,
  { columns, paint }: Screen,
  ageMs: number,
  reported: ReadonlySet<string>,
): string[] {
  const title = `${paint.bold(run.key)}  ${paintRunStatus(paint, run.status)} ${formatDuration(run.elapsedMs + ageMs)}`;
  const stopping = run.cancelRequested && run.status === "active" ? paint.yellow("  is being stopped") : "";
  return [
    `${title}${stopping}  ${inert(run.goal)}`,
    `  ${progressBar(run, Math.min(BAR_COLUMNS, Math.floor(columns / 6)), paint)}  ${countWords(run)}${usedBy(run, paint)}`,
    ...heldLines(run, paint),
    ...mergedLine(run, paint),
    ...stoppedLines(run, paint, reported),
  ];
}

function usedBy({ usage, budget }: RunView, paint: Screen["paint"]): string {
  if (usage === null) return "";
  const budgeted = [
    ...(budget?.usd ? [`$${budget.usd.toFixed(2)}`] : []),
    ...(budget?.tokens ? [`${tokenCount(budget.tokens)} tokens`] : []),
  ].join(", ");
  return paint.dim(` · ${shortUsage(usage)}${budgeted === "" ? "" : `; budget ${budgeted}`}`);
}

/** What keeps its tasks back beside what they wait for of each other. */
function heldLines({ held, plan, key, status, tasks }: RunView, paint: Screen["paint"]): string[] {
  if (status !== "active") return [];
  if (held) return [`  ${paint.yellow("‖")} held: ${inert(held.reason)} (overstory run resume ${key})`];
  if (plan === "proposed")
    return [`  ${paint.yellow("‖")} its plan waits for you (overstory run show ${key})`];
  const full = tasks.find(({ waitsFor }) => waitsFor?.startsWith("the machine"));
  return full?.waitsFor ? [`  ${paint.yellow("‖")} ${inert(full.waitsFor)}`] : [];
}

function progressBar({ counts, taskCount }: RunView, columns: number, paint: Screen["paint"]): string {
  const cells = (count: number) => Math.round((count / Math.max(1, taskCount)) * columns);
  const done = cells(counts.complete);
  const stopped = Math.min(columns - done, cells(counts.blocked + counts.aborted));
  const rest = columns - done - stopped;
  return paint.green("█".repeat(done)) + paint.red("▒".repeat(stopped)) + paint.dim("░".repeat(rest));
}

/** `5 of 9 complete, 2 underway, 1 stopped, 1 to do`. */
export function countWords({ counts, taskCount }: RunView): string {
  if (taskCount === 0) return "no task yet";
  const parts: [number, string][] = [
    [counts.underway, "underway"],
    [counts.review, "being checked"],
    [counts.paused, "paused"],
    [counts.blocked, "stopped"],
    [counts.aborted, "aborted"],
    [counts.todo, "to do"],
  ];
  const rest = parts.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`);
  return `${counts.complete} of ${taskCount} complete${rest.join("")}`;
}

function mergedLine(run: RunView, paint: Screen["paint"]): string[] {
  const merged = run.tasks.filter(({ merge }) => merge?.state === "merged");
  if (merged.length === 0 || run.targetBranch === null) return [];
  return [`  ${paint.green("✓")} merged into ${inert(run.targetBranch)}: ${names(merged)}`];
}

function stoppedLines(run: RunView, paint: Screen["paint"], reported: ReadonlySet<string>): string[] {
  const stopped = run.tasks.filter(
    ({ key, status }) => (status === "blocked" || status === "aborted") && !reported.has(`${run.key}/${key}`),
  );
  const byReason = Map.groupBy(stopped, ({ stopReason }) => stopReason ?? "stopped");
  return [...byReason].map(([reason, tasks]) => `  ${paint.red("✗")} ${names(tasks)}: ${inert(reason)}`);
}

function names(tasks: readonly TaskView[]): string {
  const shown = tasks.slice(-NAMED_TASKS).map(({ key }) => inert(key));
  const hidden = tasks.length - shown.length;
  return hidden > 0 ? `${shown.join(", ")} and ${hidden} more` : shown.join(", ");
}
