import { parseDuration } from "../../../duration.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { prunePage } from "../../render/prune-page.ts";
import { answer, workplace } from "../../work.ts";

export const sessionPrune = defineCommand({
  args: {
    "older-than": {
      type: "string",
      valueHint: "TIME",
      required: true,
      description: "Only those that ended longer ago: 24h, 30d",
    },
    "dry-run": { type: "boolean", description: "Only say what would be removed, and what is kept and why" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory session prune --older-than 24h --dry-run", "what would go"],
    ["overstory session prune --older-than 30d", "remove what nothing refers to any more"],
  ],
  run: async (args) => {
    const olderThanMs = parseDuration(args["older-than"], "--older-than");
    const { client } = await workplace(args);
    const pruned = await client.work.prune({ olderThanMs, dryRun: args["dry-run"] });
    await answer({ json: args.json, format: "plain" }, { pruned }, (screen) => prunePage(pruned, screen));
    return 0;
  },
});
