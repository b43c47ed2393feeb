import { defineCommand } from "../../command.ts";
import { contextLines } from "../../render/context-page.ts";
import { sessionPage } from "../../render/session-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

export const sessionStatus = defineCommand({
  args: WORK_ARGS,
  examples: [
    ["overstory session status", "the session of this place, and what it works on"],
    ["overstory session status --json", "for scripts"],
  ],
  run: async (args) => {
    const { client } = await workplace(args);
    const session = await client.work.currentSession();
    const context = await client.work.context(session.key);
    await answer(args, { session }, (screen) => [
      ...sessionPage(session, screen),
      ...contextLines(context, screen).map((line) => `  ${line}`),
    ]);
    return 0;
  },
});
