import type { Priority, TaskStatus } from "../../domain/task.ts";
import type { Palette } from "./palette.ts";

export const PRIORITY_NAMES: Priority[] = ["critical", "high", "medium", "low"];

export const STATUS_NAMES: TaskStatus[] = [
  "todo",
  "underway",
  "blocked",
  "paused",
  "review",
  "complete",
  "aborted",
];

const COLORS: Partial<Record<TaskStatus, keyof Palette>> = {
  underway: "cyan",
  blocked: "red",
  paused: "yellow",
  review: "yellow",
  complete: "green",
  aborted: "dim",
};

export function paintStatus(paint: Palette, status: TaskStatus, text: string = status): string {
  const color = COLORS[status];
  return color ? paint[color](text) : text;
}

/** `RUN-001/parser`, `TASK-003`. */
export const taskLabel = ({ run, key }: { run: string | null; key: string }): string =>
  run === null ? key : `${run}/${key}`;
