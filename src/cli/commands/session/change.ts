import { formatDuration } from "../../../duration.ts";
import { defineCommand } from "../../command.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

const { json, format } = WORK_ARGS;

export const TARGET = {
  type: "positional",
  required: false,
  description: "Key, name or id; the agent's own, or the one current in this terminal, when left out",
} as const;

export const sessionPause = defineCommand({
  args: {
    session: TARGET,
    reason: { type: "string", valueHint: "TEXT", description: "Why" },
    format,
    json,
  },
  examples: [
    ["overstory session pause", "its time stands still until it is resumed"],
    ['overstory session pause --reason "lunch"', "and why"],
  ],
  run: async (args) => {
    const { client } = await workplace({ project: args.project });
    const session = await client.work.pauseSession(args.session, args.reason);
    await answer(args, { session }, () => [
      `${session.key} is paused, after ${formatDuration(session.activeMs)} of work`,
    ]);
    return 0;
  },
});

export const sessionResume = defineCommand({
  args: { session: TARGET, format, json },
  examples: [
    ["overstory session resume", "go on with the one that is paused here"],
    ["overstory session resume SESSION-003", "go on with one that was left behind, in this terminal"],
  ],
  run: async (args) => {
    const { client } = await workplace({ project: args.project });
    const session = await client.work.resumeSession(args.session);
    await answer(args, { session }, () => [`${session.key} (${inert(session.name)}) goes on`]);
    return 0;
  },
});
