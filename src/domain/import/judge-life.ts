/** What the source says of a session that it calls open, and what the world shows. */
export interface LifeSigns {
  pid: number | null;
  tmuxSession: string | null;
  startedAt: number;
  lastActivityAt: number;
  /** Its format is of agents in processes: one that names none is not believed. */
  expectsProcess: boolean;
  /**
   * The process of that pid, or of that tmux session's pane: when it began, ms UTC, null if that cannot be told. "absent"
   * when there is none, "unknown" when it could not be looked at.
   */
  process: { startedAt: number | null } | "absent" | "unknown";
}

export type Life = { isAlive: true; isProven: boolean } | { isAlive: false; reason: string };

/** Clocks are read to the second, and a session may be written down before its process begins or after. */
const SLACK_MS = 2000;
/** A process that is so much older than its session is another one: a shell, a server. */
const OLDER_MS = 10 * 60_000;

/** Whether an imported session is open. What cannot be seen is not taken for dead. */
export function judgeLife(signs: LifeSigns): Life {
  const { pid, tmuxSession, process, lastActivityAt, startedAt, expectsProcess } = signs;
  if (pid === null && tmuxSession === null)
    return expectsProcess
      ? { isAlive: false, reason: "it names no process that would show that it goes on" }
      : { isAlive: true, isProven: false };
  if (process === "unknown") return { isAlive: true, isProven: false };
  const what = pid === null ? `tmux session ${tmuxSession}` : `process ${pid}`;
  if (process === "absent") return { isAlive: false, reason: `${what} is gone` };
  if (process.startedAt === null) return { isAlive: true, isProven: false };
  if (process.startedAt > lastActivityAt + SLACK_MS)
    return { isAlive: false, reason: `${what} is another one: it began after the session's last activity` };
  if (process.startedAt < startedAt - OLDER_MS)
    return { isAlive: false, reason: `${what} is another one: it began long before the session` };
  return { isAlive: true, isProven: true };
}
