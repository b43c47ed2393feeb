import type { Client } from "../../api/client.ts";
import type { EventView } from "../../api/contract/event.ts";
import type { RunView } from "../../api/contract/run.ts";
import type { SessionView } from "../../api/contract/session.ts";
import type { ProjectPaths } from "../../paths.ts";
import { printJson, printLines, remark } from "../output.ts";
import { hintOf } from "../render/live-hints.ts";
import { LiveLines } from "../render/live-lines.ts";
import { runSummary } from "../render/run-summary.ts";
import { columnsOf, inert } from "../render/text.ts";
import { standardScreen } from "../terminal.ts";
import { liveEvents } from "./feed.ts";
import { INTERRUPTED, untilInterrupted } from "./interrupt.ts";

/**
 * Shows a run from its first event to its end, then its summary; with `json` only the run as it ended. Answers the exit
 * code: 0 all done, 1 some failed or cancelled, 130 detached by ^C, which leaves the run alone.
 */
export async function followRun(
  client: Client,
  paths: ProjectPaths,
  run: RunView,
  json: boolean,
): Promise<number> {
  const ended = await watchRun(client, paths, run, json ? () => undefined : await liveView(run));
  if (ended === "interrupted") {
    remark(`\ndetached; ${run.key} goes on`);
    remark(`  overstory follow ${run.key}    come back to it\n  overstory stop ${run.key}      stop it`);
    return INTERRUPTED;
  }
  if (json) printJson({ run: ended });
  else await printSummary(client, ended);
  return ended.status === "completed" ? 0 : 1;
}

/** Shows every event of a run; answers the run as it ended, or "interrupted" after ^C. */
export const watchRun = (
  client: Client,
  paths: ProjectPaths,
  run: RunView,
  show: (event: EventView) => void,
): Promise<RunView | "interrupted"> =>
  untilInterrupted((signal) => showUntilEnd(client, paths, run.key, show, signal));

/** Prints the events that a person cares about, a line each. */
export async function liveView(run: RunView): Promise<(event: EventView) => void> {
  const screen = await standardScreen();
  const subjects = [run.key, ...run.tasks.map(({ key }) => key)].map(columnsOf);
  const subjectColumns = Math.min(24, Math.max(...subjects));
  const lines = new LiveLines(screen, subjectColumns);
  return (event) => {
    const line = lines.next(event);
    if (line !== undefined) console.log(line);
    const hint = isFresh(event) ? hintOf(event) : undefined;
    if (hint !== undefined) console.log(screen.paint.dim(`          ${inert(hint)}`));
  };
}

/** Of what happened before a person began to follow, nobody can tell here whether it still waits. */
const isFresh = ({ at }: EventView): boolean => Date.now() - Date.parse(at) < FRESH_MS;
const FRESH_MS = 30_000;

async function showUntilEnd(
  client: Client,
  paths: ProjectPaths,
  key: string,
  show: (event: EventView) => void,
  signal: AbortSignal,
): Promise<RunView> {
  for await (const event of liveEvents(client, paths, { after: 0, run: key }, signal)) {
    show(event);
    if (event.kind === "run.completed" || event.kind === "run.failed" || event.kind === "run.cancelled")
      break;
  }
  return await client.run(key);
}

export async function printSummary(client: Client, run: RunView): Promise<void> {
  const stopped = run.tasks.filter(({ status }) => status === "blocked");
  const keys = stopped.flatMap(({ sessions }) => sessions.at(-1) ?? []);
  const sessions: SessionView[] = await Promise.all(keys.map((key) => client.session(key)));
  printLines(["", ...runSummary(run, sessions, await standardScreen())]);
}
