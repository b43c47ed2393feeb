import type { Client, EventQuery } from "../../api/client.ts";
import type { EventView } from "../../api/contract/event.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { liveEvents } from "../live/feed.ts";
import { INTERRUPTED, untilInterrupted } from "../live/interrupt.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { journalLine } from "../render/event-lines.ts";
import { readSince } from "../since.ts";
import { standardScreen } from "../terminal.ts";

const PAGE = 5000;

export const events = defineCommand({
  args: {
    follow: { type: "boolean", alias: "f", description: "Go on with new events until ^C" },
    since: {
      type: "string",
      valueHint: "WHEN",
      description: "From then on: 10m ago, or a time as 2026-01-31T12:00Z",
    },
    run: { type: "string", valueHint: "RUN", description: "Only events of this run" },
    session: { type: "string", valueHint: "SESSION", description: "Only events of this session" },
    json: { ...JSON_ARG, description: "One JSON document; with -f one line of JSON for each event" },
  },
  examples: [
    ["overstory events", "everything that happened"],
    ["overstory events -f --since 10m", "the last ten minutes, and what comes"],
    ["overstory events --run RUN-001 --json", "for scripts"],
  ],
  run: async (args) => {
    const query: EventQuery = {
      ...(args.since === undefined ? {} : { since: readSince(args.since, Date.now()) }),
      ...(args.run === undefined ? {} : { run: args.run }),
      ...(args.session === undefined ? {} : { session: args.session }),
    };
    const paths = await projectOf(args);
    const client = await connect(paths);
    const screen = await standardScreen();
    if (args.follow) {
      const show = (event: EventView) =>
        console.log(args.json ? JSON.stringify(event) : journalLine(event, screen));
      const end = await untilInterrupted(async (signal) => {
        for await (const event of liveEvents(client, paths, query, signal)) show(event);
      });
      return end === "interrupted" ? INTERRUPTED : 0;
    }
    const events = await readAll(client, query);
    if (args.json) printJson({ events });
    else printLines(events.map((event) => journalLine(event, screen)));
    return 0;
  },
});

async function readAll(client: Client, query: EventQuery): Promise<EventView[]> {
  const events: EventView[] = [];
  for (;;) {
    const page = await client.events({ ...query, after: events.at(-1)?.id ?? 0, limit: PAGE });
    events.push(...page);
    if (page.length < PAGE) return events;
  }
}
