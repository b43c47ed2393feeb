import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { rescuePage } from "../../render/rescue-page.ts";
import { standardScreen } from "../../terminal.ts";

export const rescueShow = defineCommand({
  args: {
    work: { type: "positional", description: "A ref (SESSION-003/1), or a session: its newest" },
    patch: { type: "boolean", alias: "p", description: "Print the changes instead, as git shows them" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory rescue show SESSION-003", "which files, and what was staged"],
    ["overstory rescue show SESSION-003/1 --patch", "the changes"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const rescue = await client.rescue(args.work, args.patch);
    if (args.json) printJson({ rescue });
    // To the letter: a patch is for git apply, and a terminal shows what a file holds either way.
    else if (rescue.patch !== null) process.stdout.write(rescue.patch === "" ? "" : `${rescue.patch}\n`);
    else printLines(rescuePage(rescue, await standardScreen()));
    return 0;
  },
});
