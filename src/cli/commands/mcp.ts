import { Client } from "../../api/client.ts";
import type { Instructions } from "../../api/contract/call.ts";
import type { ProjectPaths } from "../../paths.ts";
import { callerOf } from "../caller.ts";
import { defineCommand } from "../command.ts";
import { ensureDaemon } from "../daemon/connect.ts";
import { projectHere, WORK_ARGS } from "../work.ts";

export const mcp = defineCommand({
  args: { session: WORK_ARGS.session },
  examples: [
    ["overstory mcp", "for an agent that overstory has started: its token is in its environment"],
    [
      "claude mcp add overstory -- overstory mcp --session api",
      "for one of your own, and a session that you keep",
    ],
  ],
  run: async (args) => {
    const paths = await projectHere(args);
    const { serveMcp } = await import("../../mcp/serve.ts");
    await serveMcp(() => connect(paths, args.session));
    return 0;
  },
});

/** The daemon may have gone and come since the last call. */
async function connect(paths: ProjectPaths, session: string | undefined) {
  let heard: Instructions | undefined;
  const client = new Client(paths.socket, {
    ...(await callerOf(paths.root, session)),
    isAgent: true,
    hear: (instructions) => {
      heard = instructions;
    },
  });
  await ensureDaemon(client, paths);
  return { client, heard: () => heard };
}
