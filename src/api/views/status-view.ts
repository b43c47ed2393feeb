import type { Database } from "bun:sqlite";
import { basename } from "node:path";
import type { Alert } from "../../domain/alert.ts";
import { isAtLeast } from "../../domain/alerting/severity.ts";
import { SESSION_STATES, type SessionState } from "../../domain/session.ts";
import { findLastImport } from "../../store/imports.ts";
import { listBlind } from "../../store/observed-time.ts";
import { listActiveRuns, listRuns } from "../../store/runs.ts";
import { countSessionStates, listOpenSessions, listSessions } from "../../store/sessions.ts";
import type { DaemonView, StatusView } from "../contract/status.ts";
import type { Services } from "../services.ts";
import { viewAttention } from "./alert-view.ts";
import { viewImportSummary } from "./import-view.ts";
import { viewRun } from "./run-view.ts";
import { viewSessions } from "./session-view.ts";
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

/**
 * @param alerts the open ones that whoever looks may know
 * @param all every run and session there ever was, not only what is going on
 */
export function viewStatus(services: Services, alerts: readonly Alert[], all: boolean): StatusView {
  const { store, paths, clock } = services;
  const { db } = store;
  const now = clock();
  const runs = (all ? listRuns(db) : currentRuns(services)).map((run) => viewRun(services, run));
  const sessions = viewSessions(db, paths, all ? listSessions(db) : listOpenSessions(db), now);
  return {
    project: { root: paths.root, name: basename(paths.root) },
    daemon: viewDaemon(services),
    attention: alerts.filter(({ severity }) => isAtLeast(severity, "warning")).map(viewAttention),
    runs,
    sessions,
    sessionCounts: { ...noSessions(), ...countSessionStates(db) },
    imported: viewLastImport(db, now),
    unobserved: viewUnobserved(db, now),
    at: iso(now),
    cursor: store.lastEventId,
  };
}

const DAY_MS = 24 * 60 * 60_000;

export const viewUnobserved = (db: Database, now: number): StatusView["unobserved"] =>
  listBlind(db, now - DAY_MS).map(({ kind, from, to }) => ({ kind, from: iso(from), to: iso(to) }));

function viewLastImport(db: Database, now: number): StatusView["imported"] {
  const last = findLastImport(db);
  return last && last.endedAt >= now - DAY_MS ? viewImportSummary(last) : null;
}

/** The active runs; without any, the one that ended last. */
function currentRuns({ store: { db } }: Services) {
  const active = listActiveRuns(db).reverse();
  return active.length > 0 ? active : listRuns(db, 1);
}

const noSessions = () =>
  Object.fromEntries(SESSION_STATES.map((state) => [state, 0])) as Record<SessionState, number>;
