import type { RunView } from "../../../api/contract/run.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { readAmount, readTokens } from "./limits.ts";

const RUN = { type: "positional", description: "RUN-001" } as const;

export const runCancel = defineCommand({
  args: {
    run: RUN,
    force: { type: "boolean", description: "Kill its agents at once instead of asking first" },
    json: JSON_ARG,
  },
  examples: [["overstory run cancel RUN-001", "its sessions end, their work is saved, nothing new starts"]],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const run = await client.stopRun(args.run, args.force);
    return print(args, run, run.status === "active" ? "is being cancelled" : `is ${run.status}`);
  },
});

export const runResume = defineCommand({
  args: {
    run: RUN,
    "budget-usd": { type: "string", valueHint: "USD", description: "Its new budget in dollars" },
    "budget-tokens": { type: "string", valueHint: "N", description: "Its new budget in tokens: 500k, 2M" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory run resume RUN-001 --budget-usd 40", "for one that has used up its budget"],
    [
      "overstory run resume RUN-001",
      "what held it is lifted; one that failed takes its stopped tasks up again",
    ],
  ],
  run: async (args) => {
    const request = {
      budgetUsd: readAmount("--budget-usd", args["budget-usd"]),
      budgetTokens: readTokens("--budget-tokens", args["budget-tokens"]),
    };
    const client = await connect(await projectOf(args));
    return print(args, await client.team.resumeRun(args.run, request), "goes on");
  },
});

export const runHold = defineCommand({
  args: {
    run: RUN,
    reason: { type: "string", valueHint: "TEXT", description: "Why, for whoever looks at it" },
    json: JSON_ARG,
  },
  examples: [
    [
      'overstory run hold RUN-001 --reason "the budget is under discussion"',
      "no session is begun; those at work go on",
    ],
    ["overstory run resume RUN-001", "lifts it"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    return print(args, await client.team.holdRun(args.run, args.reason), "is held: no session is begun");
  },
});

export const runApprove = defineCommand({
  args: { run: RUN, json: JSON_ARG },
  examples: [
    ["overstory run show RUN-001", "look at the plan first"],
    ["overstory run approve RUN-001", "it is carried out, as it is now"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    return print(args, await client.team.approveRun(args.run), "is approved: its tasks are begun");
  },
});

function print({ json }: { json: boolean }, run: RunView, what: string): number {
  if (json) printJson({ run });
  else console.log(`${run.key} ${what}`);
  return 0;
}
