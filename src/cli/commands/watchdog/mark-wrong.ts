import type { WatchLogView } from "../../../api/contract/watchdog.ts";
import { usageError } from "../../../errors.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const watchdogMarkWrong = defineCommand({
  args: {
    step: {
      type: "positional",
      required: false,
      valueHint: "STEP...",
      description: "Numbers of steps, as overstory watchdog log shows them",
    },
    undo: { type: "boolean", description: "Take the mark back" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory watchdog mark-wrong 17", "its session was healthy: counts against the rule"],
    ["overstory watchdog mark-wrong 17 18 --undo", "they were right after all"],
  ],
  run: async (args) => {
    const numbers = args.step.map(readStep);
    if (numbers.length === 0)
      throw usageError("overstory watchdog mark-wrong: name the steps", "overstory watchdog log lists them");
    const client = await connect(await projectOf(args));
    const steps: WatchLogView[] = [];
    for (const number of numbers) steps.push(await client.markWrong(number, !args.undo));
    if (args.json) printJson({ steps });
    else
      for (const { id, step, session, wrong } of steps)
        console.log(`step ${id} (${step}, ${session}) is ${wrong ? "" : "not "}marked as wrong`);
    return 0;
  },
});

/** Throws `usage`. */
function readStep(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(
    `overstory watchdog mark-wrong: ${JSON.stringify(text)} is not the number of a step`,
    "overstory watchdog log lists them",
  );
}
