import type { Client } from "../../api/client.ts";
import type { AwaitedState, MessageView } from "../../api/contract/message.ts";
import { parseDuration } from "../../duration.ts";
import { usageError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect, ensureDaemon, isUnavailable } from "../daemon/connect.ts";
import { printJson, remark } from "../output.ts";
import { projectOf } from "../project.ts";
import { describeMessage } from "../render/message-words.ts";
import { isTerminal } from "../terminal.ts";

const STATES = ["queued", "typed", "submitted", "seen"] as const satisfies readonly AwaitedState[];
const PATIENCE_MS = 30_000;
/** What nobody waits for may take its time. */
const QUEUED_PATIENCE_MS = 60 * 60_000;
/** What was given up at its time is told a moment later. */
const AFTERWARDS_MS = 2000;
const RETRY_MS = 500;

export const send = defineCommand({
  args: {
    session: { type: "positional", description: "Key, name or id" },
    text: {
      type: "positional",
      required: false,
      description: "What to say; - or nothing reads it from standard input",
    },
    wait: {
      type: "enum",
      options: [...STATES],
      valueHint: "STATE",
      description: "Until it is queued, typed, submitted or seen; as far as can be told when left out",
    },
    timeout: {
      type: "string",
      valueHint: "TIME",
      description:
        "Give it up when it is not submitted by then: 30s, or 1h with --wait queued, when left out",
    },
    enter: {
      type: "boolean",
      default: true,
      description: "Press Enter after the text",
      negativeDescription: "Only type it",
    },
    json: JSON_ARG,
  },
  examples: [
    ['overstory send SESSION-002 "use the existing parser"', "wait until it has seen it"],
    ['overstory send SESSION-002 "then do the docs" --wait queued', "leave it for when it can be typed"],
    ["git diff | overstory send SESSION-002 -", "send what another program prints"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const text = await readText(args.text);
    const wish = args.wait;
    const patienceMs =
      args.timeout === undefined
        ? wish === "queued"
          ? QUEUED_PATIENCE_MS
          : PATIENCE_MS
        : parseDuration(args.timeout, "--timeout");
    const client = await connect(paths);
    const sent = await client.messages.send(args.session, {
      text,
      submit: args.enter,
      requestId: crypto.randomUUID(),
      patienceMs,
      ...(wish === undefined ? {} : { wanted: wish }),
    });
    if (sent.leftOut === 1) remark("1 control character of it is not typed");
    if (sent.leftOut > 1) remark(`${sent.leftOut} control characters of it are not typed`);
    const wanted = wish ?? sent.best;
    const message = await follow(client, paths, sent, wanted, patienceMs);
    if (args.json) printJson({ message });
    else console.log(describeMessage(message));
    return isReached(message, wanted) ? 0 : 1;
  },
});

async function readText(given: string | undefined): Promise<string> {
  if (given !== undefined && given !== "-") return given;
  if (given === undefined && (await isTerminal(0)))
    throw usageError(
      "overstory send: TEXT is missing",
      "or let it read: git diff | overstory send SESSION -",
    );
  return (await Bun.stdin.text()).replace(/\r?\n$/, "");
}

const isReached = ({ state }: MessageView, wanted: AwaitedState): boolean =>
  state !== "expired" && STATES.indexOf(state) >= STATES.indexOf(wanted);

/** Waits until it has come so far or nothing becomes of it any more, across daemons; says on the way what it waits for. */
async function follow(
  client: Client,
  paths: ProjectPaths,
  sent: MessageView,
  wanted: AwaitedState,
  patienceMs: number,
): Promise<MessageView> {
  const end = performance.now() + patienceMs + AFTERWARDS_MS;
  let message = sent;
  let told: string | null = null;
  while (!isReached(message, wanted) && !message.settled && performance.now() < end) {
    message = await askAgain(client, paths, message, wanted);
    if (message.state !== "queued" || message.reason === told) continue;
    told = message.reason;
    if (told !== null) remark(`waits: ${told}`);
  }
  return message;
}

/** Across daemons: the message is on record, and the next one goes on with it. */
async function askAgain(
  client: Client,
  paths: ProjectPaths,
  message: MessageView,
  wanted: AwaitedState,
): Promise<MessageView> {
  try {
    return await client.messages.follow(message, wanted);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
  await Bun.sleep(RETRY_MS);
  await ensureDaemon(client, paths);
  return message;
}
