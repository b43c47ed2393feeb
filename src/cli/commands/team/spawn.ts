import { defineCommand } from "../../command.ts";
import { childLine } from "../../render/child-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";
import { repeated } from "../run/limits.ts";

export const spawn = defineCommand({
  args: {
    title: { type: "positional", description: "What is to be done, in a line" },
    prompt: {
      type: "string",
      valueHint: "TEXT",
      description: "All that its agent is told; - reads it from standard input",
    },
    role: { type: "string", valueHint: "ROLE", description: "Who does it: builder, scout, reviewer, …" },
    runtime: { type: "string", valueHint: "NAME", description: "What carries it out" },
    command: { type: "string", valueHint: "COMMAND", description: "For the shell runtime" },
    "depends-on": {
      type: "string",
      valueHint: "TASK...",
      description: "What must be complete first: TASK-001,TASK-002; may be repeated",
    },
    gate: {
      type: "string",
      valueHint: "COMMAND...",
      description: "What must exit with 0 before it is merged; may be repeated",
    },
    run: { type: "string", valueHint: "RUN", description: "Of this run, for a person" },
    "request-id": { type: "string", valueHint: "ID", description: "The same id again is the same task" },
    ...WORK_ARGS,
  },
  examples: [
    [
      'overstory spawn "Read old files" --prompt "Make src/read.ts read version 1 too"',
      "has it done: it is begun as soon as there is room",
    ],
    ['overstory spawn "Where is the cache cleared?" --role scout', "has something found out"],
    ['overstory spawn "Document it" --depends-on TASK-004 --json', "after another, for scripts"],
    ['overstory spawn --run RUN-001 "Add a changelog line"', "a person adds a task to a run"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const child = await client.team.spawn({
      title: args.title,
      prompt: args.prompt === "-" ? (await Bun.stdin.text()).trimEnd() : args.prompt,
      role: args.role,
      runtime: args.runtime,
      command: args.command,
      dependsOn: repeated(args["depends-on"])
        ?.flatMap((part) => part.split(","))
        .map((key) => key.trim()),
      gates: repeated(args.gate),
      run: args.run,
      requestId: args["request-id"],
    });
    await answer(args, { child }, () => [childLine(child)]);
    return 0;
  },
});
