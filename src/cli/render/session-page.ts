import type { SessionView } from "../../api/contract.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { inert } from "./text.ts";
import { dateAndTime, paintState, sessionState } from "./words.ts";

/** Everything about one session, a line a fact; facts that are absent are left out. Paths are never cut. */
export function sessionPage(session: SessionView, { paint }: Screen): string[] {
  const state = sessionState(session);
  const facts: [string, string | null][] = [
    ["doing", session.doing],
    ["reason", session.reason === session.doing ? null : session.reason],
    ["exit status", session.exitCode === null ? null : String(session.exitCode)],
    ["phase", session.phase],
    ["task", session.task && `${session.task.key} (${session.task.status})  ${session.task.title}`],
    ["run", session.run],
    ["attempt", attemptOf(session)],
    ["role", session.role],
    ["runtime", session.runtime],
    ["process", session.pid === null ? null : String(session.pid)],
    ["branch", session.branch],
    ["worktree", session.worktree],
    ["log", session.logFolder],
    ["started", dateAndTime(session.startedAt)],
    ["last active", dateAndTime(session.lastActivityAt)],
    ["ended", session.endedAt && dateAndTime(session.endedAt)],
  ];
  const heading = `${paint.bold(session.key)}  ${inert(session.name)}  ${paintState(paint, state, state)} ${formatDuration(session.inStateMs)}`;
  return [
    heading,
    ...facts.flatMap(([label, fact]) =>
      fact === null ? [] : [`  ${paint.dim(label.padEnd(12))}${inert(fact)}`],
    ),
  ];
}

const attemptOf = ({ attempt, predecessor }: SessionView): string =>
  predecessor === null ? String(attempt) : `${attempt}, continues ${predecessor}`;
