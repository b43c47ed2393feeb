import type { RunView, TaskView } from "../../api/contract/run.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import { type Reasoned, reasonLines, withReason } from "./reasons.ts";
import { countWords } from "./run-progress.ts";
import { taskResult } from "./run-summary.ts";
import { table } from "./table.ts";
import { inert } from "./text.ts";
import { tokenCount, usageWords } from "./usage-words.ts";
import { paintRunStatus } from "./words.ts";

/** Runs in lists, a line each. */
export const runTable = (runs: readonly RunView[], screen: Screen): string[] =>
  table(
    runs,
    [
      { title: "run", text: ({ key }) => key, paint: screen.paint.bold, max: 12 },
      {
        title: "status",
        text: runWord,
        paint: (text, run) => (run.held || isWaiting(run) ? screen.paint.yellow(text) : text),
        max: 16,
      },
      { title: "time", text: ({ elapsedMs }) => formatDuration(elapsedMs), max: 12 },
      { title: "tasks", text: ({ counts, taskCount }) => `${counts.complete}/${taskCount}`, max: 9 },
      { title: "goal", text: ({ goal }) => goal },
    ],
    screen,
  );

const isWaiting = ({ status, plan }: RunView): boolean => status === "active" && plan === "proposed";

function runWord(run: RunView): string {
  if (run.status !== "active") return run.status;
  if (run.cancelRequested) return "is cancelled";
  if (run.held) return `held: ${run.held.by}`;
  if (run.plan === "drafting") return "plans";
  return isWaiting(run) ? "plan to approve" : "active";
}

/** What is to be known of one run: what holds it, its limits, and each task with what it waits for. */
export function runPage(run: RunView, screen: Screen): string[] {
  const { paint } = screen;
  return [
    `${paint.bold(run.key)}  ${paintRunStatus(paint, run.status)} ${formatDuration(run.elapsedMs)}: ${countWords(run)}`,
    ...factLines(
      [
        ["goal", run.goal],
        ["ended", run.reason],
        ["held", holdWords(run)],
        ["plan", planWords(run)],
        ["agents", `${run.maxAgents} at a time`],
        ["used", run.usage && usageWords(run.usage)],
        ["budget", budgetWords(run)],
        ["gates", run.gates.join("; ")],
        ["branch", run.targetBranch],
        ["delivers to", run.intoBranch],
      ],
      screen,
    ),
    "",
    ...(run.tasks.length > 0 ? taskLines(run.tasks, screen) : ["  no task yet"]),
    ...reasonLines(run.tasks.map(reasoned), screen, BEFORE_TITLE),
    ...(isWaiting(run) ? ["", ...approveLines(run)] : []),
  ];
}

const holdWords = ({ held, key }: RunView): string | null =>
  held && `${held.reason}; lift it: overstory run resume ${key}`;

function planWords({ plan, status }: RunView): string | null {
  if (plan === "drafting") return "its coordinator is making it; nothing else is begun";
  if (plan === "proposed") return status === "active" ? "is ready, and waits for you" : "was never approved";
  return plan;
}

function budgetWords({ budget, usage }: RunView): string | null {
  if (budget === null) return null;
  const unknown = budget.usd !== null && usage !== null && usage.costUsd === null;
  return [
    ...(budget.usd === null ? [] : [`$${budget.usd.toFixed(2)}`]),
    ...(budget.tokens === null ? [] : [`${tokenCount(budget.tokens)} tokens`]),
    ...(unknown ? ["no agent tells what it costs: dollars cannot be watched"] : []),
  ].join(", ");
}

const taskLines = (tasks: readonly TaskView[], screen: Screen): string[] =>
  table(
    tasks,
    [
      { title: "task", text: ({ key }) => key, paint: screen.paint.bold, max: 20 },
      { title: "role", text: ({ role }) => role, max: 12 },
      { title: "status", text: taskResult, max: 11 },
      { title: "session", text: ({ sessions }) => sessions.at(-1) ?? "–", max: 12 },
      { title: "title", text: (task) => withReason(reasoned(task), screen, BEFORE_TITLE) },
    ],
    screen,
  );

/** About what the columns before the title take. */
const BEFORE_TITLE = 50;

const reasoned = ({ key, title, waitsFor, stopReason, status }: TaskView): Reasoned => ({
  key,
  title,
  why: waitsFor ?? (status === "complete" ? null : stopReason),
});

const approveLines = ({ key }: RunView): string[] => [
  `  overstory task show ${inert(key)}/TASK             all that its agent is told`,
  `  overstory task edit ${inert(key)}/TASK --prompt …  change it`,
  `  overstory task abort ${inert(key)}/TASK            drop it`,
  `  overstory spawn --run ${inert(key)} "TITLE"        add one`,
  `  overstory run approve ${inert(key)}                carry all of it out`,
];
