import type { Client } from "../../../api/client.ts";
import type { RunView } from "../../../api/contract/run.ts";
import { usageError } from "../../../errors.ts";
import { readPlanFile } from "../../../plan-file/read-plan.ts";
import { nearest } from "../../../suggest.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { followRun } from "../../live/follow-run.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { readAmount, readCount, readTokens, repeated } from "./limits.ts";

export const run = defineCommand({
  args: {
    goal: {
      type: "positional",
      required: false,
      description: "What is to be reached; a coordinator plans it; - reads it from standard input",
    },
    plan: {
      type: "string",
      alias: "p",
      valueHint: "FILE",
      description:
        "Carry out a plan instead: YAML, JSON, TypeScript or a Markdown checklist; - for standard input",
    },
    runtime: {
      type: "string",
      valueHint: "NAME",
      description: "What coordinates a goal: claude, codex, shell, …",
    },
    command: { type: "string", valueHint: "COMMAND", description: "For a coordinator of the shell runtime" },
    "max-agents": { type: "string", valueHint: "N", description: "Sessions that work at the same time" },
    "budget-usd": { type: "string", valueHint: "USD", description: "What all sessions of a goal may cost" },
    "budget-tokens": {
      type: "string",
      valueHint: "N",
      description: "What they may use; tokens read from a cache do not count",
    },
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
    gate: {
      type: "string",
      valueHint: "COMMAND...",
      description: "What must exit with 0 on what a goal's run merges; may be repeated",
    },
    "plan-first": { type: "boolean", description: "Stop at the plan of a goal until you approve it" },
    detach: { type: "boolean", alias: "d", description: "Return at once" },
    json: {
      ...JSON_ARG,
      description: "Print only the run as it ended (with --detach: as it began), as JSON",
    },
  },
  examples: [
    [
      'overstory run "Port the parser to Rust" --runtime claude',
      "an agent plans it, others carry it out; ^C detaches",
    ],
    [
      'overstory run "Port the parser" --plan-first --budget-usd 20',
      "look at the plan before anything is begun",
    ],
    [
      'overstory run "Port it" --runtime claude --gate "npm test" --into main',
      "what is merged has to pass the gate; main gets the result",
    ],
    ["overstory run --plan plan.yaml --into main", "a plan of your own; main gets the result"],
    ["make-plan | overstory run --plan - --detach --json", "a plan that another program writes"],
  ],
  run: async (args) => {
    requireOneOf(args);
    const start = args.goal === undefined ? await planStarter(args) : await goalStarter(args, args.goal);
    const paths = await projectOf(args);
    const client = await connect(paths);
    const run = await start(client);
    if (!args.detach) return await followRun(client, paths, run, args.json);
    if (args.json) printJson({ run });
    else console.log(`${run.key} started\n  overstory follow ${run.key}    follow it to its end`);
    return 0;
  },
});

interface Wishes {
  goal: string | undefined;
  plan: string | undefined;
  runtime: string | undefined;
  command: string | undefined;
  "max-agents": string | undefined;
  "budget-usd": string | undefined;
  "budget-tokens": string | undefined;
  base: string | undefined;
  into: string | undefined;
  gate: string | undefined;
  "plan-first": boolean;
}

/** What a plan says itself, or has no coordinator for. */
const OF_GOALS = ["runtime", "command", "budget-usd", "budget-tokens", "gate", "plan-first"] as const;

function requireOneOf(args: Wishes): void {
  if (args.goal !== undefined && args.plan !== undefined)
    throw usageError(
      "a goal and --plan exclude each other",
      'overstory run "GOAL", or overstory run --plan FILE',
    );
  if (args.goal === undefined && args.plan === undefined)
    throw usageError(
      "what is to be reached? there is no goal and no plan",
      'overstory run "GOAL", or overstory run --plan FILE',
    );
  if (args.goal !== undefined) refuseMistyped(args.goal);
  const foreign = OF_GOALS.find((name) => args[name] !== undefined && args[name] !== false);
  if (args.plan !== undefined && foreign)
    throw usageError(
      `--${foreign} is for a goal, and not for a plan`,
      "a plan names runtimes and gates itself",
    );
}

/** One word that is nearly a command is no goal that an agent should be paid for. */
function refuseMistyped(goal: string): void {
  const meant = nearest(goal, ["list", "show", "approve", "resume", "cancel"]);
  if (meant !== undefined)
    throw usageError(
      `GOAL: ${JSON.stringify(goal)} says too little to be planned`,
      `did you mean: overstory run ${meant}? a goal needs more words`,
    );
}

type Start = (client: Client) => Promise<RunView>;

async function planStarter(args: Wishes): Promise<Start> {
  const maxAgents = readCount("--max-agents", args["max-agents"], 1000);
  const { plan, source } = await readPlanFile(args.plan ?? "-");
  return (client) =>
    client.startRun({
      plan,
      source,
      requestId: crypto.randomUUID(),
      ...(maxAgents === undefined ? {} : { maxAgents }),
      ...(args.base === undefined ? {} : { base: args.base }),
      ...(args.into === undefined ? {} : { into: args.into }),
    });
}

async function goalStarter(args: Wishes, given: string): Promise<Start> {
  const goal = given === "-" ? (await Bun.stdin.text()).trim() : given;
  if (goal.trim() === "") throw usageError("GOAL: is empty", "say what is to be reached");
  const request = {
    goal,
    runtime: args.runtime,
    command: args.command,
    maxAgents: readCount("--max-agents", args["max-agents"], 1000),
    budgetUsd: readAmount("--budget-usd", args["budget-usd"]),
    budgetTokens: readTokens("--budget-tokens", args["budget-tokens"]),
    base: args.base,
    into: args.into,
    gates: repeated(args.gate),
    planFirst: args["plan-first"],
    requestId: crypto.randomUUID(),
  };
  return (client) => client.team.startGoal(request);
}
