import { defineCommand } from "../../command.ts";
import { childPage } from "../../render/child-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const children = defineCommand({
  args: { ...WORK_ARGS },
  examples: [
    ["overstory children", "what you have had done: how far each is, and why one waits"],
    ["overstory children --session SESSION-001 --json", "those of another, for a person's scripts"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const found = await client.team.children(args.session);
    await answer(args, { children: found }, (screen) =>
      found.length > 0 ? childPage(found, screen) : ["nobody works for it"],
    );
    return 0;
  },
});
