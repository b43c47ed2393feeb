import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson } from "../output.ts";
import { projectOf } from "../project.ts";

export const sessions = defineCommand({
  args: {
    all: { type: "boolean", alias: "a", description: "Also those that have ended" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory sessions", "the open ones, those that need you first"],
    ["overstory sessions --all --json", "every one there ever was, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const sessions = await client.sessions(args.all);
    if (args.json) printJson({ sessions });
    else if (sessions.length === 0)
      console.log(
        args.all ? "no session yet" : "no session is open (overstory sessions --all shows ended ones)",
      );
    else {
      const { printSessions } = await import("../render/print-sessions.ts");
      await printSessions(sessions);
    }
    return 0;
  },
});
