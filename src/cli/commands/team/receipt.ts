import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { receiptLines } from "../../render/receipt-page.ts";
import { standardScreen } from "../../terminal.ts";

export const receipt = defineCommand({
  args: {
    subject: { type: "positional", description: "Run, task or session, by key" },
    json: JSON_ARG,
  },
  examples: [
    [
      "overstory receipt RUN-001",
      "what proves that each task was done; exit code 0 only when all of it is proven",
    ],
    ["overstory receipt RUN-001/api", "one task: its sessions, gates and merge"],
    ["overstory receipt SESSION-004 --json", "for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const found = await client.team.receipt(args.subject);
    if (args.json) printJson({ receipt: found });
    else printLines(receiptLines(found, await standardScreen()));
    return found.verdict === "proven" ? 0 : 1;
  },
});
