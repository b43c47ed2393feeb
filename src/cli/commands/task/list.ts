import { PRIORITIES, TASK_STATUSES, type TaskFilter } from "../../../api/contract/task.ts";
import { defineCommand } from "../../command.ts";
import { taskTable } from "../../render/task-table.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

const { json, format } = WORK_ARGS;

export const taskList = defineCommand({
  args: {
    all: { type: "boolean", alias: "a", description: "Closed ones too" },
    status: { type: "enum", options: [...TASK_STATUSES], description: "Only those in this status" },
    priority: { type: "enum", options: [...PRIORITIES], description: "Only those this urgent" },
    sprint: { type: "string", valueHint: "SPRINT", description: "Only those of this sprint" },
    run: { type: "string", valueHint: "RUN", description: "Only those of this run" },
    parent: { type: "string", valueHint: "TASK", description: "Only subtasks of this task" },
    role: { type: "string", valueHint: "ROLE", description: "Only those for this role" },
    category: { type: "string", valueHint: "NAME", description: "Only this kind of work" },
    session: {
      type: "string",
      valueHint: "SESSION",
      description: "Only those that this session works on; self for your own",
    },
    format,
    json,
  },
  examples: [
    ["overstory task list", "what is open, the most urgent first"],
    ["overstory task list --status todo --role builder", "what a builder could take"],
    ["overstory task list --sprint SPRINT-001 --all --json", "for scripts"],
  ],
  run: async (args) => {
    const { project, help: _, json, format, ...filter } = args;
    const { client } = await workplace({ project });
    const tasks = await client.work.tasks(filter satisfies TaskFilter);
    await answer({ json, format }, { tasks }, (screen) =>
      tasks.length > 0 ? taskTable(tasks, screen) : [nothingOf(filter)],
    );
    return 0;
  },
});

function nothingOf({ all, ...conditions }: TaskFilter): string {
  if (Object.values(conditions).some((value) => value !== undefined)) return "no task fits";
  return all ? "no task yet" : "no task is open (overstory task list --all shows closed ones)";
}
