import { basename } from "node:path";
import { SESSION_STATES, type SessionState } from "../../domain/session.ts";
import { listActiveRuns, listRuns } from "../../store/runs.ts";
import { countSessionStates, listOpenSessions, listSessions } from "../../store/sessions.ts";
import type { DaemonView, RunView, SessionView, StatusView } from "../contract.ts";
import type { Services } from "../services.ts";
import { viewRun } from "./run-view.ts";
import { viewSession } from "./session-view.ts";
import { iso } from "./times.ts";

export function viewDaemon({ info, clock, tmuxServerPid }: Services): DaemonView {
  return {
    pid: info.pid,
    version: info.version,
    instance: info.instance,
    startedAt: iso(info.startedAt),
    uptimeMs: Math.max(0, clock() - info.startedAt),
    memoryBytes: process.memoryUsage.rss(),
    tmuxServerPid: tmuxServerPid(),
  };
}

/** @param all every run and session there ever was, not only what is going on */
export function viewStatus(services: Services, all: boolean): StatusView {
  const { store, paths, clock } = services;
  const { db } = store;
  const now = clock();
  const runs = (all ? listRuns(db) : currentRuns(services)).map((run) => viewRun(db, paths, run, now));
  const sessions = (all ? listSessions(db) : listOpenSessions(db)).map((one) =>
    viewSession(db, paths, one, now),
  );
  return {
    project: { root: paths.root, name: basename(paths.root) },
    daemon: viewDaemon(services),
    attention: [...sessions.flatMap(attentionOfSession), ...runs.flatMap(attentionOfRun)],
    runs,
    sessions,
    sessionCounts: { ...noSessions(), ...countSessionStates(db) },
    at: iso(now),
    cursor: store.lastEventId,
  };
}

/** The active runs; without any, the one that ended last. */
function currentRuns({ store: { db } }: Services) {
  const active = listActiveRuns(db).reverse();
  return active.length > 0 ? active : listRuns(db, 1);
}

const noSessions = () =>
  Object.fromEntries(SESSION_STATES.map((state) => [state, 0])) as Record<SessionState, number>;

type Attention = StatusView["attention"];

function attentionOfSession(session: SessionView): Attention {
  if (session.attention !== null) {
    return [
      {
        kind: session.attention,
        subject: session.key,
        message: `${session.name} waits: ${session.attention}`,
        hint: `overstory attach ${session.key}`,
      },
    ];
  }
  if (session.state === "stalled") {
    return [
      {
        kind: "stalled",
        subject: session.key,
        message: `${session.name} has not moved`,
        hint: `overstory attach ${session.key}`,
      },
    ];
  }
  return [];
}

const HINTS: Partial<Record<string, (task: { sessions: string[]; log: string }) => string>> = {
  gate_failed: ({ log }) => log,
  agent_failed: ({ sessions }) => `overstory logs ${sessions.at(-1) ?? ""}`,
  agent_lost: ({ sessions }) => `overstory logs ${sessions.at(-1) ?? ""}`,
  timeout: ({ sessions }) => `overstory logs ${sessions.at(-1) ?? ""}`,
  unverified: ({ sessions }) => `overstory session show ${sessions.at(-1) ?? ""}`,
  merge_conflict: ({ sessions }) =>
    `overstory session show ${sessions.at(-1) ?? ""} names its branch and worktree`,
};

function attentionOfRun(run: RunView): Attention {
  return [...heldMerges(run), ...stoppedTasks(run)];
}

const heldMerges = (run: RunView): Attention =>
  run.tasks.flatMap(({ key, merge }) =>
    merge?.state === "queued" && merge.reason !== null
      ? [
          {
            kind: "merge_held",
            subject: `${run.key}/${key}`,
            message: merge.reason,
            hint: "it is merged as soon as that is over",
          },
        ]
      : [],
  );

/** Stopped tasks need a person; those that only wait for one of them do not. */
function stoppedTasks(run: RunView): Attention {
  return run.tasks
    .filter(({ status, stopCode }) => status === "blocked" && stopCode !== "dependency")
    .map(({ key, stopCode, stopReason, sessions, gate }) => ({
      kind: stopCode ?? "blocked",
      subject: `${run.key}/${key}`,
      message: stopReason ?? "stopped",
      hint: HINTS[stopCode ?? ""]?.({ sessions, log: gate?.log ?? "" }) ?? "",
    }));
}
