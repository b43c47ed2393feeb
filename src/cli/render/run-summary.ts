import { join } from "node:path";
import type { RunView, TaskView } from "../../api/contract/run.ts";
import type { SessionView } from "../../api/contract/session.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import type { Palette } from "./palette.ts";
import { countWords } from "./run-progress.ts";
import { table } from "./table.ts";
import { cut, inert, wrap } from "./text.ts";
import { usageWords } from "./usage-words.ts";
import { paintRunStatus } from "./words.ts";

/**
 * How a run ended: each task's result, where the merged work is, and for each task that stopped where to look.
 *
 * @param sessions those that worked on the stopped tasks, at least the last of each
 */
export function runSummary(run: RunView, sessions: readonly SessionView[], screen: Screen): string[] {
  const { paint } = screen;
  return [
    `${paint.bold(run.key)} ${paintRunStatus(paint, run.status)} after ${formatDuration(run.elapsedMs)}: ${countWords(run)}`,
    `  ${inert(run.goal)}`,
    ...(run.usage === null ? [] : [`  used ${usageWords(run.usage)}`]),
    ...coordinatorWords(run, screen),
    "",
    ...taskTable(run.tasks, screen),
    ...mergedWork(run, paint),
    ...run.tasks.filter(needsLook).flatMap((task) => whereToLook(task, sessions, paint)),
    ...wayOn(run),
  ].map((line) => (line.startsWith(PATH_INDENT) ? line : cut(line, screen.columns)));
}

/** What its coordinator says was done. */
function coordinatorWords({ coordinated, tasks }: RunView, { columns }: Screen): string[] {
  const words = coordinated ? tasks.find(({ role }) => role === "coordinator")?.summary : null;
  if (!words) return [];
  return [
    "",
    ...words
      .split("\n")
      .flatMap((line) => wrap(inert(line), columns - 2, 0))
      .map((line) => `  ${line}`),
  ];
}

const taskTable = (tasks: readonly TaskView[], screen: Screen): string[] =>
  table(
    tasks,
    [
      { title: "task", text: ({ key }) => key, paint: screen.paint.bold, max: 24 },
      {
        title: "result",
        text: taskResult,
        paint: (text, task) => paintResult(screen.paint, task, text),
        max: 11,
      },
      { title: "sessions", text: ({ sessions }) => sessionsOf(sessions), max: 22 },
      { title: "details", text: taskDetails },
    ],
    screen,
  );

/** One word for how a task stands. */
export function taskResult({ status, stopCode, merge }: TaskView): string {
  if (status === "complete") return merge?.state === "merged" ? "merged" : "complete";
  if (stopCode === "merge_conflict") return "conflict";
  if (stopCode === "dependency") return "not begun";
  if (stopCode === "gate_failed") return "gate failed";
  return status === "blocked" ? "stopped" : status;
}

function paintResult(paint: Palette, { status, stopCode }: TaskView, text: string): string {
  if (status === "complete") return paint.green(text);
  if (status === "aborted" || stopCode === "dependency") return paint.yellow(text);
  return status === "blocked" ? paint.red(text) : text;
}

/** The last session, and how many there were when it was not the first. */
function sessionsOf(sessions: readonly string[]): string {
  const last = sessions.at(-1) ?? "–";
  return sessions.length > 1 ? `${last} ×${sessions.length}` : last;
}

function taskDetails({ status, stopReason, merge, title, key }: TaskView): string {
  if (status === "complete") return merge?.commit ? `${merge.commit.slice(0, 7)}  ${title}` : title;
  const files = merge?.conflictFiles ?? [];
  if (files.length > 0) return `conflict in ${files.join(", ")}`;
  return stopReason ?? (title === key ? "" : title);
}

function mergedWork({ tasks, targetBranch, intoBranch, status }: RunView, paint: Palette): string[] {
  if (targetBranch === null || !tasks.some(({ merge }) => merge?.state === "merged")) return [];
  const branch = inert(targetBranch);
  if (intoBranch !== null && status === "completed")
    return ["", `Merged into ${branch} and delivered to ${inert(intoBranch)}.`];
  return [
    "",
    `${paint.green("Merged work")} is on ${branch}:`,
    `  git log ${branch}      see it`,
    `  git merge ${branch}    take it into your branch`,
  ];
}

/** Of a run that failed: how it goes on. */
function wayOn({ key, status, tasks }: RunView): string[] {
  if (status !== "failed") return [];
  const isRefused = tasks.some(({ merge }) => merge?.state === "conflict" || merge?.state === "red");
  return [
    "",
    ...(isRefused ? [`overstory merge list --run ${key}    what was refused, and why`] : []),
    `overstory run resume ${key}          takes up what was stopped`,
  ];
}

const needsLook = ({ status, stopCode }: TaskView): boolean =>
  status === "blocked" && stopCode !== "dependency";

/** Paths are printed whole, to be copied, however narrow the screen. */
const PATH_INDENT = "    ";

function whereToLook(task: TaskView, sessions: readonly SessionView[], paint: Palette): string[] {
  const session = sessions.find(({ key }) => key === task.sessions.at(-1));
  const places: [string, string | null | undefined][] = [
    ["log", task.gate?.log ?? (session && join(session.logFolder, "output.log"))],
    ["branch", session?.branch],
    ["worktree", session?.worktree],
  ];
  return [
    "",
    `${paint.red("✗")} ${paint.bold(inert(task.key))}  ${inert(task.stopReason ?? "stopped")}`,
    ...places.flatMap(([label, place]) =>
      place ? [`${PATH_INDENT}${label.padEnd(9)} ${inert(place)}`] : [],
    ),
  ];
}
