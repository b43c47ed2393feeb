#!/usr/bin/env bun
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { recordedDaemon } from "./cli/daemon/identity.ts";
import { loadConfig, parseConfig } from "./config.ts";
import type { Alert } from "./domain/alert.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { describeError, OverstoryError } from "./errors.ts";
import { findProject } from "./find-project.ts";
import { createLogger, type Logger } from "./log.ts";
import type { ProjectPaths } from "./paths.ts";
import { check } from "./process/identity.ts";
import { createSinks } from "./sinks/registry.ts";
import type { Sink } from "./sinks/sink.ts";
import { attempt } from "./supervisor/alerts/attempt.ts";
import { missedSince, Told } from "./supervisor/health/outside-look.ts";
import { announceFromOutside } from "./tmux/announce-from-outside.ts";

const LOOK_MS = 250;

/**
 * Looks from outside whether the daemon gives signs of life, and tells people once when it does not: by the configured
 * sinks, without the daemon and its database. A timer runs it (see `overstory service`). Exit code 0 when the daemon is
 * well or was stopped in order, 1 when it is missed.
 */
async function main(paths: ProjectPaths, staleMs: number, patienceMs: number, log: Logger): Promise<number> {
  const told = new Told(paths.heartbeat);
  const look = () => missedSince(paths.heartbeat, staleMs, Date.now());
  // After a sleep of the machine the daemon needs a moment to show itself; one that was missed before has had it.
  const end = performance.now() + (told.sinks().length === 0 ? patienceMs : 0);
  let since = look();
  if (since !== null) log.info(`no sign of life since ${new Date(since).toISOString()}`);
  while (since !== null && performance.now() < end) {
    await Bun.sleep(LOOK_MS);
    since = look();
  }
  if (since === null) {
    told.forget();
    return 0;
  }
  const { settings, fault } = await loadSettings(paths);
  const alert = await describe(paths, since, fault);
  log.error(alert.message);
  await tell(await sinksOf(paths, settings), told, paths, alert, log);
  return 1;
}

/** A daemon may be down because its configuration is faulty: then the default channels have to do. */
async function loadSettings(paths: ProjectPaths) {
  try {
    return { settings: await loadConfig(paths.config), fault: null };
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return { settings: parseConfig({}, paths.config), fault: describeError(error) };
  }
}

async function sinksOf(paths: ProjectPaths, settings: Awaited<ReturnType<typeof loadConfig>>) {
  const showMessage = (text: string) => announceFromOutside(paths.tmuxSocket, process.env, text);
  return createSinks(settings.alerts.sinks, { showMessage, clock: Date.now });
}

async function describe(paths: ProjectPaths, since: number, fault: string | null): Promise<Alert> {
  const daemon = recordedDaemon(paths);
  const isRunning = daemon !== undefined && (await check(daemon)) !== "dead";
  const state = isRunning ? `its process (pid ${daemon.pid}) is there but not well` : "its process is gone";
  const reason = fault === null ? "" : `; its configuration is faulty: ${fault}`;
  const silence = formatDuration(Date.now() - since);
  return {
    id: "daemon_down",
    key: "daemon_down",
    cause: "daemon_down",
    kind: "daemon_down",
    severity: "critical",
    subject: "daemon",
    message: `the daemon of ${paths.root} has given no sign of life for ${silence}: ${state}${reason}`,
    hint: `overstory daemon ${isRunning ? "restart --force" : "start"}; its log: ${paths.daemonLog}`,
    state: "raised",
    tellings: 1,
    raisedAt: since,
    toldAt: Date.now(),
    reopenedAt: null,
    acknowledgedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    goneAt: null,
  };
}

/** Tells those that have not been told yet; a sink that refuses is tried again at the next look. */
async function tell(
  sinks: readonly Sink[],
  told: Told,
  paths: ProjectPaths,
  alert: Alert,
  log: Logger,
): Promise<void> {
  const before = told.sinks();
  const id = `daemon_down/${alert.raisedAt}`;
  const message = { id, project: basename(paths.root), alerts: [{ id, news: "raised", alert }] } as const;
  const closing = new AbortController().signal;
  const answers = await Promise.all(
    sinks
      .filter(({ name }) => !before.includes(name))
      .map(async (sink) => ({ name: sink.name, answer: await attempt(sink, message, closing, log) })),
  );
  for (const { name, answer } of answers)
    log.info(`${name}: ${answer.accepted ? answer.proof : `not told: ${answer.why}`}`);
  const accepted = answers.flatMap(({ name, answer }) => (answer.accepted ? [name] : []));
  if (accepted.length > 0) told.record([...before, ...accepted]);
}

const { values } = parseArgs({
  options: {
    project: { type: "string", default: process.cwd() },
    /** Age of the heartbeat from which on it is missed; the daemon touches it every ten seconds. */
    stale: { type: "string", default: "60s" },
    /** How long it goes on looking before it tells anyone. */
    patience: { type: "string", default: "15s" },
  },
});
process.exit(
  await main(
    findProject(values.project),
    parseDuration(values.stale, "--stale"),
    parseDuration(values.patience, "--patience"),
    createLogger(),
  ),
);
