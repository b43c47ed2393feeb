import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { describeDecision } from "./wait.ts";

const SESSION = { type: "positional", description: "Key, name or id" } as const;
const NOTE = { type: "string", valueHint: "TEXT", description: "What the agent is told with it" } as const;

export const approve = defineCommand({
  args: { session: SESSION, note: NOTE, json: JSON_ARG },
  examples: [
    ["overstory approve SESSION-002", "it goes on"],
    ['overstory approve SESSION-002 --note "but keep the old format"', "with a remark"],
  ],
  run: (args) => decide(args, "approve"),
});

export const reject = defineCommand({
  args: { session: SESSION, note: NOTE, json: JSON_ARG },
  examples: [['overstory reject SESSION-002 --note "the old files must stay readable"', "it plans anew"]],
  run: (args) => decide(args, "reject"),
});

interface DecideArguments {
  project: string | undefined;
  session: string;
  note: string | undefined;
  json: boolean;
}

async function decide(args: DecideArguments, decision: "approve" | "reject"): Promise<number> {
  const client = await connect(await projectOf(args));
  const by = process.env.USER || process.env.LOGNAME || undefined;
  const approval = await client.work.decide(args.session, decision, { note: args.note, by });
  if (args.json) printJson({ approval });
  else printLines(describeDecision(approval));
  return 0;
}
