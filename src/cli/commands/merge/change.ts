import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { inert } from "../../render/text.ts";

const ARGS = { merge: { type: "positional", description: "MERGE-001" }, json: JSON_ARG } as const;

export const mergeRetry = defineCommand({
  args: ARGS,
  examples: [
    [
      "overstory merge retry MERGE-004",
      "queue it anew, with what its branch has got since: you have resolved the conflict there",
    ],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const merge = await client.team.changeMerge(args.merge, "retry");
    if (args.json) printJson({ merge });
    else console.log(`${merge.key} is ${merge.state}: ${inert(merge.branch)} into ${inert(merge.target)}`);
    return 0;
  },
});

export const mergeCancel = defineCommand({
  args: ARGS,
  examples: [["overstory merge cancel MERGE-004", "take it out of the queue; its task is stopped"]],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const merge = await client.team.changeMerge(args.merge, "cancel");
    if (args.json) printJson({ merge });
    else
      console.log(
        `${merge.key} is ${merge.state}; its branch ${inert(merge.branch)} stays\n  overstory merge retry ${merge.key}    queues it anew`,
      );
    return 0;
  },
});
