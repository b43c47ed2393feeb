import type { TaskStatus } from "../../domain/task.ts";
import type { Palette } from "./palette.ts";

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
