import type { WorkTaskView } from "../../api/contract/task.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import type { Palette } from "./palette.ts";
import { paintStatus, taskLabel } from "./task-words.ts";
import { inert } from "./text.ts";
import { dateAndTime } from "./words.ts";

/** Everything about one task: who works on it, what it waits for, who had it before. */
export function taskPage(task: WorkTaskView, screen: Screen): string[] {
  const { paint } = screen;
  const { estimateMs, session } = task;
  return [
    `${paint.bold(taskLabel(task))}  ${inert(task.title)}  ${paintStatus(paint, task.status)}`,
    ...factLines(
      [
        ["reason", task.reason],
        ["session", session && `${session.key} (${session.name})`],
        ["priority", task.priority],
        ["role", task.role],
        ["category", task.category],
        ["estimate", estimateMs === null ? null : formatDuration(estimateMs)],
        ["sprint", task.sprint],
        ["part of", task.parent],
        ["waits for", task.dependsOn.map(({ key, status }) => `${key} (${status})`).join(", ")],
        ["gates", task.gates.join("\n")],
        ["description", task.description],
        ["prompt", task.prompt],
        ["command", task.command],
        ["summary", task.summary],
        ["held by", task.history.map(tenure).join("\n")],
        ["made", dateAndTime(task.createdAt)],
        ["closed", task.closedAt && dateAndTime(task.closedAt)],
      ],
      screen,
    ),
    ...subtaskLines(task.subtasks, paint),
  ];
}

function tenure({ session, claimedAt, releasedAt }: WorkTaskView["history"][number]): string {
  const from = `${session} from ${dateAndTime(claimedAt)}`;
  if (releasedAt === null) return `${from}, still`;
  return `${from}, for ${formatDuration(Date.parse(releasedAt) - Date.parse(claimedAt))}`;
}

const subtaskLines = (subtasks: WorkTaskView["subtasks"], paint: Palette): string[] =>
  subtasks.length === 0
    ? []
    : [
        `  ${paint.dim("subtasks")}`,
        ...subtasks.map(
          ({ key, title, status }) =>
            `    ${paint.bold(key)}  ${paintStatus(paint, status, status.padEnd(8))}  ${inert(title)}`,
        ),
      ];
