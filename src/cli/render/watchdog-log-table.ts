import type { WatchLogView } from "../../api/contract/watchdog.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";
import { second } from "./words.ts";

/** Below this the rule makes way for the reason, which says the same in words. */
const COLUMNS_FOR_RULE = 100;

/**
 * A line each; only steps have a number, for they alone can be marked.
 *
 * @param now ISO 8601; of its day only the time is shown
 */
export const watchLogTable = (log: readonly WatchLogView[], screen: Screen, now: string): string[] =>
  table(
    log,
    [
      { title: "step", text: ({ id, kind }) => (kind === "step" ? String(id) : ""), max: 9 },
      { title: "when", text: ({ at }) => second(at, now), max: 19 },
      { title: "session", text: ({ session }) => session, paint: screen.paint.bold, max: 16 },
      { title: "what", text: what, max: 32 },
      ...(screen.columns < COLUMNS_FOR_RULE
        ? []
        : [{ title: "rule", text: ({ rule }: WatchLogView) => rule, max: 16 }]),
      { title: "why", text: ({ reasons }) => reasons[0] ?? "" },
    ],
    screen,
  );

function what({ step, verdict, acted, wrong }: WatchLogView): string {
  if (step === null) return `is ${verdict}`;
  return [step, ...(acted ? [] : ["recorded only"]), ...(wrong ? ["wrong"] : [])].join(", ");
}
