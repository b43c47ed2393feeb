import { usageError } from "../../errors.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { clientOf, readStatus, warnOfOtherVersion } from "../daemon/connect.ts";
import { printJson } from "../output.ts";
import { projectOf } from "../project.ts";

export const status = defineCommand({
  args: {
    all: { type: "boolean", description: "Every run and session there ever was" },
    watch: { type: "boolean", alias: "w", description: "Keep the page up to date until q or ^C" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory status", "what needs you, how runs progress, what each session does"],
    ["overstory status --watch", "the same, kept up to date"],
    ["overstory status --json | jq '.status.attention'", "for scripts"],
  ],
  run: async (args) => {
    if (args.watch && args.json)
      throw usageError("--watch and --json exclude each other", "for a feed: overstory events -f --json");
    const paths = await projectOf(args);
    if (args.watch) {
      const { watchStatus } = await import("../live/watch-status.ts");
      await watchStatus(paths, args.all);
      return 0;
    }
    const status = await readStatus(clientOf(paths), paths, args.all);
    warnOfOtherVersion(status.daemon);
    if (args.json) printJson({ status });
    else {
      const { printStatus } = await import("../render/print-status.ts");
      await printStatus(status);
    }
    return 0;
  },
});
