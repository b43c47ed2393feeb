import type { Client } from "../../api/client.ts";
import type { TranscriptEntryView } from "../../api/contract/transcript.ts";
import { OverstoryError } from "../../errors.ts";
import { INTERRUPTED, untilInterrupted } from "../live/interrupt.ts";
import { printJson, printLines, remark } from "../output.ts";
import { transcriptLines } from "../render/transcript-lines.ts";
import { type Screen, standardScreen } from "../terminal.ts";

interface Wish {
  json: boolean;
  follow: boolean;
  /** How many entries; the daemon's own number when left out. */
  last: number | undefined;
}

/** Prints the end of what was said in a session's conversation, and what is said from then on if that is wanted. */
export async function showTranscript(client: Client, session: string, wish: Wish): Promise<number> {
  const transcript = await client.transcript(session, wish.last);
  if (wish.json) {
    const { session: key, entries } = transcript;
    printJson({ transcript: { session: key, entries } });
    return 0;
  }
  const screen = await standardScreen();
  print(transcript.entries, screen);
  if (transcript.entries.length === 0 && !wish.follow)
    remark(`nothing was said in ${transcript.session} yet`);
  if (!wish.follow) return 0;
  const end = await untilInterrupted((signal) =>
    followTranscript(client, session, transcript.cursor, screen, signal),
  );
  return end === "interrupted" ? INTERRUPTED : 0;
}

const print = (entries: readonly TranscriptEntryView[], screen: Screen): void =>
  printLines(entries.flatMap((entry) => transcriptLines(entry, screen)));

/** Until the session has ended; outlives daemons that come and go. */
async function followTranscript(
  client: Client,
  session: string,
  from: number,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  for (let cursor = from; !signal.aborted; ) {
    const page = await client.transcriptAfter(session, cursor).catch(passing);
    if (page === undefined) {
      await Bun.sleep(1000);
      continue;
    }
    if (signal.aborted) return;
    print(page.entries, screen);
    if (page.ended) return;
    cursor = page.cursor;
  }
}

/** A daemon that is being replaced is no end. */
function passing(error: unknown): undefined {
  if (error instanceof OverstoryError && error.code === "daemon_unavailable") return undefined;
  throw error;
}
