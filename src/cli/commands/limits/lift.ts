import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { inert } from "../../render/text.ts";

export const limitsLift = defineCommand({
  args: {
    group: { type: "positional", description: "As overstory limits names it" },
    json: JSON_ARG,
  },
  examples: [["overstory limits lift shell", "begin its sessions again now"]],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const lifted = await client.liftLimit(args.group);
    if (args.json) printJson({ lifted });
    else console.log(`${inert(lifted.group)} is held back no more`);
    return 0;
  },
});
