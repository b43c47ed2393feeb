import type { MessageView } from "../../api/contract/message.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { table } from "../render/table.ts";
import { inert, wrapWords } from "../render/text.ts";
import { second } from "../render/words.ts";
import { type Screen, standardScreen } from "../terminal.ts";

export const messages = defineCommand({
  args: {
    session: { type: "positional", required: false, description: "Key, name or id; of all when left out" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory messages", "what was said to agents, and how far it has come"],
    ["overstory messages SESSION-002", "to one of them"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const list = await client.messages.list(args.session);
    if (args.json) printJson({ messages: list });
    else if (list.length === 0) console.log("nothing was said to agents");
    else printLines(messageLines(list, await standardScreen()));
    return 0;
  },
});

/** A row each, and below it why it stands where it stands. */
function messageLines(list: readonly MessageView[], screen: Screen): string[] {
  const now = new Date().toISOString();
  const [titles = "", ...rows] = table(
    list,
    [
      { title: "message", text: ({ key }) => key, paint: screen.paint.bold, max: 14 },
      { title: "to", text: ({ session }) => session, max: 14 },
      { title: "from", text: ({ origin }) => origin, max: 10 },
      { title: "queued", text: ({ queuedAt }) => second(queuedAt, now), max: 19 },
      { title: "state", text: ({ state }) => state, max: 9 },
      { title: "text", text: ({ head }) => head },
    ],
    screen,
  );
  const reason = (index: number): string[] => {
    const why = list[index]?.reason ?? null;
    if (why === null) return [];
    return wrapWords(inert(why), screen.columns - 4, 0).map((line) => `    ${screen.paint.dim(line)}`);
  };
  return [titles, ...rows.flatMap((row, index) => [row, ...reason(index)])];
}
