import { resolve } from "node:path";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { inert } from "../../render/text.ts";

export const rescueRestore = defineCommand({
  args: {
    work: { type: "positional", description: "A ref (SESSION-003/1), or a session: its newest" },
    into: {
      type: "string",
      valueHint: "DIR",
      description: "An existing worktree, clean, at the same commit",
    },
    branch: { type: "string", valueHint: "NAME", description: "Name of the new branch" },
    json: JSON_ARG,
  },
  examples: [
    [
      "overstory rescue restore SESSION-003",
      "into a new worktree on a new branch; what was staged is staged",
    ],
    ["overstory rescue restore SESSION-003/1 --branch parser-again", "on a branch of that name"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const restored = await client.restore(args.work, {
      ...(args.into === undefined ? {} : { into: resolve(args.into) }),
      ...(args.branch === undefined ? {} : { branch: args.branch }),
    });
    if (args.json) printJson({ restored });
    else
      printLines([
        `restored in ${inert(restored.worktree)}`,
        ...(restored.branch === null ? [] : [`on branch ${inert(restored.branch)}`]),
      ]);
    return 0;
  },
});
