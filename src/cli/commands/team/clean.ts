import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { cleanPage } from "../../render/clean-page.ts";
import { standardScreen } from "../../terminal.ts";

export const clean = defineCommand({
  args: {
    apply: { type: "boolean", description: "Remove what may go" },
    kept: {
      type: "boolean",
      description: "Also those that the configuration keeps (worktrees.keep: all)",
    },
    json: JSON_ARG,
  },
  examples: [
    ["overstory clean", "which worktrees may go, and why the others stay; nothing is changed"],
    ["overstory clean --apply", "remove those whose work is merged and that nobody is in"],
    ["overstory clean --kept --json", "for scripts; also what worktrees.keep keeps"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const wish = { kept: args.kept };
    const cleaned = await (args.apply ? client.team.applyClean(wish) : client.team.proposeClean(wish));
    if (args.json) printJson({ clean: cleaned });
    else printLines(cleanPage(cleaned, await standardScreen()));
    return cleaned.applied?.some(({ done }) => !done) ? 1 : 0;
  },
});
