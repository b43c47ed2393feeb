import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { diskPage } from "../../render/disk-page.ts";
import { standardScreen } from "../../terminal.ts";

export const disk = defineCommand({
  args: { json: JSON_ARG },
  examples: [
    ["overstory disk", "worktrees, logs, backups, database: what each takes"],
    ["overstory disk --json", "for scripts, in bytes"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const client = await connect(paths);
    const found = await client.team.disk();
    if (args.json) printJson({ disk: found });
    else printLines(diskPage(found, await standardScreen(), paths.root));
    return 0;
  },
});
