import type { ActivityFilter } from "../../../api/contract/activity.ts";
import { usageError } from "../../../errors.ts";
import { defineCommand } from "../../command.ts";
import { activityLines } from "../../render/activity-lines.ts";
import { readSince } from "../../since.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

const { json, format } = WORK_ARGS;

export const log = defineCommand({
  args: {
    session: {
      type: "string",
      valueHint: "SESSION",
      description: "Only what this session did; self for your own",
    },
    task: {
      type: "string",
      valueHint: "TASK",
      description: "Only what was done for this task; self for your own",
    },
    sprint: { type: "string", valueHint: "SPRINT", description: "Only what was done in this sprint" },
    kind: {
      type: "string",
      valueHint: "KIND",
      description: "Only this kind: update, note, artifact, phase, task",
    },
    since: { type: "string", valueHint: "WHEN", description: "From then on: 10m ago, or a time" },
    limit: {
      type: "string",
      alias: "n",
      valueHint: "COUNT",
      description: "Only the newest so many; 1000 when left out",
    },
    format,
    json,
  },
  examples: [
    ["overstory log", "what sessions did, oldest first"],
    ["overstory log --task TASK-002", "the whole history of a task"],
    ["overstory log --session SESSION-001 --kind update --since 1h --json", "for scripts"],
  ],
  run: async (args) => {
    const filter: ActivityFilter = {
      session: args.session,
      task: args.task,
      sprint: args.sprint,
      kind: args.kind,
      since: args.since === undefined ? undefined : readSince(args.since, Date.now()),
      limit: args.limit === undefined ? undefined : readCount(args.limit),
    };
    const { client } = await workplace({ project: args.project });
    const activities = await client.work.activities(filter);
    await answer(args, { activities }, (screen) =>
      activities.length > 0
        ? activityLines(activities, screen, new Date().toISOString())
        : ["nothing on record"],
    );
    return 0;
  },
});

function readCount(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw usageError(`--limit: ${JSON.stringify(text)} is not a number from 1 to 99999`);
}
