import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { roleTable } from "../../render/role-page.ts";
import { standardScreen } from "../../terminal.ts";

export const roleList = defineCommand({
  args: { json: JSON_ARG },
  examples: [
    ["overstory role list", "the roles that are built in and those of this project, and what each may do"],
    ["overstory role list --json", "the same with all they are told, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const roles = await client.team.roles();
    if (args.json) printJson({ roles });
    else printLines(roleTable(roles, await standardScreen()));
    return 0;
  },
});
