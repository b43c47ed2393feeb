import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { table } from "../../render/table.ts";
import { dateAndTime } from "../../render/words.ts";
import { standardScreen } from "../../terminal.ts";

export const limits = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory limits", "who is held back, why, and until when"]],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const limits = await client.limits();
    if (args.json) printJson({ limits });
    else if (limits.length === 0) console.log("nobody is at a limit");
    else {
      const screen = await standardScreen();
      const lines = table(
        limits,
        [
          { title: "group", text: ({ group }) => group, paint: screen.paint.bold, max: 24 },
          { title: "since", text: ({ beganAt }) => dateAndTime(beganAt), max: 19 },
          { title: "held until", text: ({ until }) => dateAndTime(until), max: 19 },
          { title: "times", text: ({ strikes }) => String(strikes), max: 5 },
          { title: "why", text: ({ cause }) => cause },
        ],
        screen,
      );
      printLines(lines);
    }
    return 0;
  },
});
