import type { SessionView } from "../../api/contract/session.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { inert, wrapWords } from "./text.ts";
import { usageWords } from "./usage-words.ts";
import { dateAndTime, paintState, sessionState } from "./words.ts";

/** Where facts begin, past the longest label. */
const TEXT_COLUMN = 15;

/** Everything about one session, a line a fact; facts that are absent are left out. Paths are never cut, nor broken. */
export function sessionPage(session: SessionView, { columns, paint }: Screen): string[] {
  const state = sessionState(session);
  const isSpawned = session.source === "spawned";
  const facts: [string, string | null][] = [
    ["doing", session.doing],
    ["reason", session.reason === session.doing ? null : session.reason],
    ["summary", session.summary],
    ["exit status", session.exitCode === null ? null : String(session.exitCode)],
    ["phase", session.phase],
    [session.holdsTask ? "task" : "last task", taskOf(session)],
    ["run", session.run],
    ["attempt", isSpawned ? attemptOf(session) : continuationOf(session)],
    ["kept by", isSpawned ? null : `${session.source}, for ${session.type}`],
    ["role", session.role],
    ["works for", session.parent],
    ["runtime", isSpawned ? session.runtime : null],
    ["used", session.usage && usageWords(session.usage)],
    ["conversation", session.conversation],
    ["process", session.pid === null ? null : String(session.pid)],
    ["branch", session.branch],
    ["worktree", session.worktree],
    ["log", isSpawned ? session.logFolder : null],
    ["active for", formatDuration(session.activeMs)],
    ["started", dateAndTime(session.startedAt)],
    ["last active", dateAndTime(session.lastActivityAt)],
    ["ended", session.endedAt && dateAndTime(session.endedAt)],
  ];
  const heading = `${paint.bold(session.key)}  ${inert(session.name)}  ${paintState(paint, state, state)} ${formatDuration(session.inStateMs)}`;
  return [
    heading,
    ...facts.flatMap(([label, fact]) => {
      if (fact === null) return [];
      const [first = "", ...more] = wrapWords(inert(fact), columns, TEXT_COLUMN);
      return [`  ${paint.dim(label.padEnd(TEXT_COLUMN - 2))}${first}`, ...more];
    }),
  ];
}

const taskOf = ({ task }: SessionView): string | null =>
  task && `${task.key} (${task.status})  ${task.title}`;

const continuationOf = ({ predecessor }: SessionView): string | null =>
  predecessor === null ? null : `continues ${predecessor}`;

const attemptOf = ({ attempt, predecessor }: SessionView): string =>
  predecessor === null ? String(attempt) : `${attempt}, continues ${predecessor}`;
