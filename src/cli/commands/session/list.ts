import type { SessionFilter } from "../../../api/contract/session.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { readSince } from "../../since.ts";

export const sessions = defineCommand({
  args: {
    all: { type: "boolean", alias: "a", description: "Also those that have ended" },
    state: { type: "string", valueHint: "STATE", description: "Only those in this state: working, zombie" },
    phase: { type: "string", valueHint: "PHASE", description: "Only those that declare this phase" },
    source: {
      type: "string",
      valueHint: "SOURCE",
      description: "Only those made by: spawned, cli, mcp, api, gui",
    },
    role: { type: "string", valueHint: "ROLE", description: "Only those with this role" },
    run: { type: "string", valueHint: "RUN", description: "Only those of this run" },
    task: { type: "string", valueHint: "TASK", description: "Only those that hold or held this task" },
    since: { type: "string", valueHint: "WHEN", description: "Only those active since: 10m ago, or a time" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory sessions", "the open ones, those that need you first"],
    ["overstory sessions --all --json", "every one there ever was, for scripts"],
    ["overstory sessions --source cli --phase planning", "those that people keep and that plan"],
  ],
  run: async (args) => {
    const { project: _, help: __, json, since, ...conditions } = args;
    const filter: SessionFilter = {
      ...conditions,
      since: since === undefined ? undefined : readSince(since, Date.now()),
    };
    const client = await connect(await projectOf(args));
    const sessions = await client.work.sessions(filter);
    if (json) printJson({ sessions });
    else if (sessions.length === 0) console.log(nothingOf(filter));
    else {
      const { printSessions } = await import("../../render/print-sessions.ts");
      await printSessions(sessions);
    }
    return 0;
  },
});

/** The same under the noun that all about sessions is under. */
export const sessionList = defineCommand({
  ...sessions,
  examples: sessions.examples.map(([line, what]) => [line.replace("sessions", "session list"), what]),
});

function nothingOf({ all, ...conditions }: SessionFilter): string {
  if (Object.values(conditions).some((value) => value !== undefined)) return "no session fits";
  return all ? "no session yet" : "no session is open (overstory sessions --all shows ended ones)";
}
