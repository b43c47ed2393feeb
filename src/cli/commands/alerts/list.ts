import type { Client } from "../../../api/client.ts";
import type { EventView } from "../../../api/contract/event.ts";
import type { ProjectPaths } from "../../../paths.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { liveEvents } from "../../live/feed.ts";
import { INTERRUPTED, untilInterrupted } from "../../live/interrupt.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { alertLines } from "../../render/alert-lines.ts";
import { journalLine } from "../../render/event-lines.ts";
import { standardScreen } from "../../terminal.ts";

export const alerts = defineCommand({
  args: {
    all: { type: "boolean", alias: "a", description: "Also those that are resolved" },
    follow: { type: "boolean", alias: "f", description: "Go on with what becomes of them until ^C" },
    json: { ...JSON_ARG, description: "One JSON document; with -f one line of JSON for each event" },
  },
  examples: [
    ["overstory alerts", "what people should know, and through which sinks they were told"],
    ["overstory alerts -f", "the same, and what comes"],
    ["overstory alerts --all --json", "every one there ever was, for scripts"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const client = await connect(paths);
    const after = (await client.status()).cursor; // before the list: what comes meanwhile is followed too
    if (args.follow && args.json)
      return await follow(client, paths, after, (event) => console.log(JSON.stringify(event)));
    const alerts = await client.alerts(args.all);
    const screen = await standardScreen();
    if (args.json) printJson({ alerts });
    else if (alerts.length > 0) printLines(alertLines(alerts, screen, Date.now()));
    else
      console.log(args.all ? "no alert yet" : "no alert is open (overstory alerts --all shows earlier ones)");
    if (!args.follow) return 0;
    return await follow(client, paths, after, (event) => console.log(journalLine(event, screen)));
  },
});

async function follow(
  client: Client,
  paths: ProjectPaths,
  after: number,
  show: (event: EventView) => void,
): Promise<number> {
  const end = await untilInterrupted(async (signal) => {
    for await (const event of liveEvents(client, paths, { after }, signal))
      if (event.kind.startsWith("alert.")) show(event);
  });
  return end === "interrupted" ? INTERRUPTED : 0;
}
