import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { rolePage } from "../../render/role-page.ts";
import { standardScreen } from "../../terminal.ts";

export const roleShow = defineCommand({
  args: {
    role: { type: "positional", description: "builder" },
    text: { type: "boolean", description: "Print nothing but what its agents are told" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory role show scout", "what it may do, and what its agents are told"],
    [
      "overstory role show builder --text > roles/builder.md",
      'a file to change; roles: { builder: { instructions: "roles/builder.md" } } puts it in force',
    ],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const role = await client.team.role(args.role);
    if (args.json) printJson({ role });
    else if (args.text) console.log(role.instructions);
    else printLines(rolePage(role, await standardScreen()));
    return 0;
  },
});
