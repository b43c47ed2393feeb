import { parseDuration } from "../../../duration.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { workplace } from "../../work.ts";
import { printAwaited, waitForMail } from "./await-mail.ts";
import { readType } from "./words.ts";

export const mailWait = defineCommand({
  args: {
    timeout: { type: "string", valueHint: "TIME", description: "Give up after that; never when left out" },
    type: { type: "string", valueHint: "TYPE", description: "Only mail of that type" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory mail wait", "until there is unread mail; prints it, and it is read then"],
    ["overstory mail wait --type merged --timeout 10m", "exit code 1 when none has come by then"],
  ],
  run: async (args) => {
    const timeoutMs = args.timeout === undefined ? null : parseDuration(args.timeout, "--timeout");
    const wanted = { type: readType(args.type) };
    const place = await workplace(args);
    return await printAwaited(place, await waitForMail(place, wanted, timeoutMs), args.json);
  },
});
