import { usageError } from "../../../errors.ts";
import { readPlanFile } from "../../../plan-file/read-plan.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { followRun } from "../../live/follow-run.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const run = defineCommand({
  args: {
    plan: {
      type: "string",
      alias: "p",
      valueHint: "FILE",
      required: true,
      description: "Plan as YAML, JSON, TypeScript or a Markdown checklist; - for standard input",
    },
    "max-agents": { type: "string", valueHint: "N", description: "Sessions that work at the same time" },
    base: {
      type: "string",
      valueHint: "REVISION",
      description: "Where the work starts from (default: HEAD)",
    },
    into: {
      type: "string",
      valueHint: "BRANCH",
      description: "Branch that gets the result when every task is complete",
    },
    detach: { type: "boolean", alias: "d", description: "Return at once" },
    json: {
      ...JSON_ARG,
      description: "Print only the run as it ended (with --detach: as it began), as JSON",
    },
  },
  examples: [
    ["overstory run --plan plan.yaml", "start it and follow it; ^C detaches, the run goes on"],
    ["overstory run --plan plan.yaml --max-agents 8 --into main", "eight at once; main gets the result"],
    ["overstory run --plan TODO.md --detach --json", "start it from a checklist and return"],
    ["make-plan | overstory run --plan -", "a plan that another program writes"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const maxAgents = readCount(args["max-agents"]);
    const { plan, source } = await readPlanFile(args.plan);
    const client = await connect(paths);
    const run = await client.startRun({
      plan,
      source,
      requestId: crypto.randomUUID(),
      ...(maxAgents === undefined ? {} : { maxAgents }),
      ...(args.base === undefined ? {} : { base: args.base }),
      ...(args.into === undefined ? {} : { into: args.into }),
    });
    if (!args.detach) return await followRun(client, paths, run, args.json);
    if (args.json) printJson({ run });
    else console.log(`${run.key} started\n  overstory follow ${run.key}    follow it to its end`);
    return 0;
  },
});

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 1000)
    throw usageError(`--max-agents: must be a whole number from 1 to 1000, not "${text}"`);
  return Number(text);
}
