import type { ActivityRequest } from "../../../api/contract/activity.ts";
import { SELF } from "../../../api/contract/call.ts";
import { defineCommand } from "../../command.ts";
import { inert } from "../../render/text.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

const TEXT = { type: "positional", description: "In your words; - reads it from standard input" } as const;

export const update = defineCommand({
  args: { text: TEXT, ...WORK_ARGS },
  examples: [
    ['overstory update "The reader takes old headers; 3 of 5 formats are done"', "how the work goes"],
    ["git log -1 --format=%s | overstory update -", "what another program prints"],
  ],
  run: async (args) => record(args, { kind: "update", text: await readText(args.text) }),
});

export const note = defineCommand({
  args: { text: TEXT, ...WORK_ARGS },
  examples: [['overstory note "The header of 2019 has no length"', "something to remember"]],
  run: async (args) => record(args, { kind: "note", text: await readText(args.text) }),
});

export const artifactAdd = defineCommand({
  args: {
    path: { type: "positional", description: "From the top of the worktree" },
    text: { type: "string", valueHint: "TEXT", description: "What it is; its path when left out" },
    ...WORK_ARGS,
  },
  examples: [['overstory artifact add docs/plan.md --text "The plan"', "something that the work made"]],
  run: (args) => record(args, { kind: "artifact", text: args.text ?? args.path, path: args.path }),
});

const readText = async (text: string): Promise<string> =>
  text === "-" ? (await Bun.stdin.text()).trimEnd() : text;

interface RecordArguments {
  project: string | undefined;
  session: string | undefined;
  format: "plain" | "markdown";
  json: boolean;
}

async function record(args: RecordArguments, request: ActivityRequest): Promise<number> {
  const { client } = await workplace(args);
  const activity = await client.work.record(SELF, request);
  const to = activity.task ?? activity.sprint ?? activity.session;
  await answer(args, { activity }, () => [`${activity.kind} recorded in ${inert(to)}`]);
  return 0;
}
