import type { SprintView } from "../../api/contract/sprint.ts";
import type { SprintStatus } from "../../domain/sprint.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import type { Palette } from "./palette.ts";
import { table } from "./table.ts";
import { paintStatus } from "./task-words.ts";
import { inert } from "./text.ts";
import { dateAndTime } from "./words.ts";

const COLORS: Record<SprintStatus, keyof Palette> = {
  planned: "dim",
  active: "cyan",
  complete: "green",
  cancelled: "yellow",
};

/** Everything about one sprint, with its tasks. */
export function sprintPage(sprint: SprintView, screen: Screen): string[] {
  const { paint } = screen;
  return [
    `${paint.bold(sprint.key)}  ${inert(sprint.title)}  ${paint[COLORS[sprint.status]](sprint.status)}`,
    ...factLines(
      [
        ["goal", sprint.goal],
        ["tasks", progressOf(sprint)],
        ["summary", sprint.summary],
        ["made", dateAndTime(sprint.createdAt)],
        ["closed", sprint.closedAt && dateAndTime(sprint.closedAt)],
      ],
      screen,
    ),
    ...(sprint.tasks.length === 0 ? [] : ["", ...taskLines(sprint.tasks, screen)]),
  ];
}

const taskLines = (tasks: SprintView["tasks"], screen: Screen): string[] =>
  table(
    tasks,
    [
      { title: "task", text: ({ key }) => key, paint: screen.paint.bold, max: 24 },
      {
        title: "status",
        text: ({ status }) => status,
        paint: (text, { status }) => paintStatus(screen.paint, status, text),
        max: 8,
      },
      { title: "priority", text: ({ priority }) => priority, max: 8 },
      { title: "title", text: ({ title }) => title },
    ],
    screen,
  );

/** A line a sprint. */
export const sprintTable = (sprints: readonly SprintView[], screen: Screen): string[] =>
  table(
    sprints,
    [
      { title: "sprint", text: ({ key }) => key, paint: screen.paint.bold, max: 12 },
      {
        title: "status",
        text: ({ status }) => status,
        paint: (text, { status }) => screen.paint[COLORS[status]](text),
        max: 9,
      },
      { title: "tasks", text: progressOf, max: 24 },
      { title: "title", text: ({ title }) => title },
    ],
    screen,
  );

/** `2 of 5 complete, 1 underway`. */
function progressOf({ counts, tasks }: SprintView): string {
  if (tasks.length === 0) return "none";
  const underway = counts.underway > 0 ? `, ${counts.underway} underway` : "";
  return `${counts.complete} of ${tasks.length} complete${underway}`;
}
