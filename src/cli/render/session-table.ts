import type { SessionView } from "../../api/contract/session.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { type Column, table } from "./table.ts";
import { paintState, sessionState } from "./words.ts";

/** @param ageMs how old the sessions' data is, added to their durations */
export function sessionTable(sessions: readonly SessionView[], screen: Screen, ageMs: number): string[] {
  const { columns, paint } = screen;
  const name: Column<SessionView> = {
    title: "name",
    text: (session) => session.name,
    max: Math.min(28, Math.max(8, Math.floor(columns / 6))),
  };
  return table(
    sessions,
    [
      { title: "session", text: (session) => session.key, paint: paint.bold, max: 16 },
      name,
      {
        title: "state",
        text: sessionState,
        paint: (text, session) => paintState(paint, sessionState(session), text),
        max: 10,
      },
      {
        title: "for",
        text: (session) => formatDuration(session.inStateMs + (session.endedAt === null ? ageMs : 0)),
        max: 8,
      },
      { title: "doing", text: (session) => session.doing },
    ],
    screen,
  );
}

/** What needs a person, then what is not moving, then the rest; oldest first among equals. */
export const byUrgency = (a: SessionView, b: SessionView): number =>
  urgency(a) - urgency(b) || a.startedAt.localeCompare(b.startedAt) || a.key.localeCompare(b.key);

function urgency({ attention, state, endedAt }: SessionView): number {
  if (endedAt !== null) return 4;
  if (attention !== null) return 0;
  return state === "stalled" ? 1 : state === "working" ? 2 : 3;
}

/** `3 working, 1 stalled`. */
export function countStates(sessions: readonly SessionView[]): string {
  const groups = Map.groupBy(sessions, sessionState);
  return [...groups].map(([state, members]) => `${members.length} ${state}`).join(", ");
}
