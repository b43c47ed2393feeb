import type { WatchLogView } from "../../api/contract.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";
import { dateAndTime } from "./words.ts";

/** A line each; only steps have a number, for they alone can be marked. */
export const watchLogTable = (log: readonly WatchLogView[], screen: Screen): string[] =>
  table(
    log,
    [
      { title: "step", text: ({ id, kind }) => (kind === "step" ? String(id) : ""), max: 9 },
      { title: "when", text: ({ at }) => dateAndTime(at), max: 19 },
      { title: "session", text: ({ session }) => session, paint: screen.paint.bold, max: 16 },
      { title: "what", text: what, max: 32 },
      { title: "rule", text: ({ rule }) => rule, max: 16 },
      { title: "why", text: ({ reasons }) => reasons[0] ?? "" },
    ],
    screen,
  );

function what({ step, verdict, acted, wrong }: WatchLogView): string {
  if (step === null) return `is ${verdict}`;
  return [step, ...(acted ? [] : ["recorded only"]), ...(wrong ? ["wrong"] : [])].join(", ");
}
