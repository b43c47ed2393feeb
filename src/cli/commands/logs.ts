import type { Client } from "../../api/client.ts";
import type { SessionView } from "../../api/contract/session.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { INTERRUPTED, untilInterrupted } from "../live/interrupt.ts";
import { followLog } from "../logs/follow-log.ts";
import { LogWriter } from "../logs/log-writer.ts";
import { lastLines, readLog } from "../logs/read-log.ts";
import { showTranscript } from "../logs/show-transcript.ts";
import { printJson, remark } from "../output.ts";
import { projectOf } from "../project.ts";
import { isTerminal } from "../terminal.ts";

export const logs = defineCommand({
  args: {
    session: {
      type: "positional",
      required: false,
      description: "Key, name or id; the newest when left out",
    },
    follow: { type: "boolean", alias: "f", description: "Go on until the session has ended, or ^C" },
    lines: { type: "string", alias: "n", valueHint: "LINES", description: "Only the last ones" },
    transcript: {
      type: "boolean",
      alias: "t",
      description: "What was said in its conversation; -n counts entries",
    },
    raw: { type: "boolean", description: "With all control sequences, as it was written" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory logs SESSION-001", "what it wrote so far"],
    ["overstory logs -f", "the newest session, as it writes"],
    ["overstory logs SESSION-001 --transcript -n 20", "what was said last, by the agent's own record"],
    ["overstory logs parser -n 50 | less", "the last lines, as plain text"],
  ],
  run: async (args) => {
    if (args.follow && args.json)
      throw usageError("--follow and --json exclude each other", "for a feed: overstory events -f --json");
    const count = readLineCount(args.lines);
    const paths = await projectOf(args);
    const client = await connect(paths);
    const session =
      args.session === undefined ? await newestSession(client) : await client.session(args.session);
    if (args.transcript) return await showTranscript(client, session.key, { ...args, last: count });
    const { bytes, position } = readLog(session.logFolder);
    const shown = count === undefined ? bytes : lastLines(bytes, count);
    if (args.json) {
      printJson({
        log: { session: session.key, text: Bun.stripANSI(shown.toString()).replaceAll("\r\n", "\n") },
      });
      return 0;
    }
    const onTerminal = await isTerminal(1);
    const writer = new LogWriter(args.raw ? "raw" : onTerminal ? "terminal" : "plain");
    await writer.write(shown);
    if (args.follow) {
      const end = await untilInterrupted((signal) =>
        followLog(client, paths, session, position, writer, signal),
      );
      if (end === "interrupted") return INTERRUPTED;
    }
    await writer.end();
    if (onTerminal && session.conversation !== null)
      remark(`\nwhat was said: overstory logs ${session.key} --transcript`);
    return 0;
  },
});

async function newestSession(client: Client): Promise<SessionView> {
  const open = await client.sessions(false);
  const session = (open.length > 0 ? open : await client.sessions(true)).toSorted((a, b) =>
    b.startedAt.localeCompare(a.startedAt),
  )[0];
  if (!session)
    throw new OverstoryError("not_found", "there is no session yet", {
      hint: "start a run: overstory run --plan FILE",
    });
  remark(`${session.key} ${session.name}:`);
  return session;
}

function readLineCount(text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw usageError(`--lines: must be a whole number, not "${text}"`);
}
