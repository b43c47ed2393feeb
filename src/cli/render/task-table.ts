import type { WorkTaskView } from "../../api/contract/task.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";
import { paintStatus, taskLabel } from "./task-words.ts";

/** A line a task, in the order given. */
export const taskTable = (tasks: readonly WorkTaskView[], screen: Screen): string[] =>
  table(
    tasks,
    [
      { title: "task", text: (task) => taskLabel(task), paint: screen.paint.bold, max: 24 },
      {
        title: "status",
        text: ({ status }) => status,
        paint: (text, { status }) => paintStatus(screen.paint, status, text),
        max: 8,
      },
      { title: "priority", text: ({ priority }) => priority, max: 8 },
      { title: "session", text: ({ session }) => session?.key ?? "", max: 12 },
      { title: "title", text: ({ title }) => title },
    ],
    screen,
  );
