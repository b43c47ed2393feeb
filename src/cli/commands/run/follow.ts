import type { Client } from "../../../api/client.ts";
import type { RunView } from "../../../api/contract/run.ts";
import { OverstoryError } from "../../../errors.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { followRun } from "../../live/follow-run.ts";
import { projectOf } from "../../project.ts";

export const follow = defineCommand({
  args: {
    run: { type: "positional", required: false, description: "RUN-001; the newest run when left out" },
    json: { ...JSON_ARG, description: "Print only the run as it ended, as JSON" },
  },
  examples: [
    ["overstory follow", "come back to the newest run"],
    ["overstory follow RUN-002", "to this one; of an ended run the whole is shown again"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const client = await connect(paths);
    const run = args.run === undefined ? await newestRun(client) : await client.run(args.run);
    return await followRun(client, paths, run, args.json);
  },
});

/** The newest active run, else the newest. */
async function newestRun(client: Client): Promise<RunView> {
  const [run] = (await client.status()).runs;
  if (run) return run;
  throw new OverstoryError("not_found", "there is no run yet", {
    hint: 'start one: overstory run "GOAL", or overstory run --plan FILE',
  });
}
