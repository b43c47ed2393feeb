#!/usr/bin/env bun
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import packageFile from "../package.json" with { type: "json" };
import { type Api, serveApi } from "./api/app.ts";
import { parsePlan } from "./api/plan-input.ts";
import type { DaemonInfo, Services } from "./api/services.ts";
import { loadConfig, type Settings } from "./config.ts";
import { OverstoryError } from "./errors.ts";
import { fileWatch } from "./file-watch.ts";
import { findProject } from "./find-project.ts";
import { Git } from "./git/git.ts";
import { Worktrees } from "./git/worktrees.ts";
import { createLogger, type Logger } from "./log.ts";
import { makeOwnFolder } from "./own-folder.ts";
import type { ProjectPaths } from "./paths.ts";
import { createDeathWatch } from "./process/death-watch.ts";
import { identify } from "./process/identity.ts";
import { createRuntimes } from "./runtimes/registry.ts";
import { createSinks } from "./sinks/registry.ts";
import { requestCancel } from "./store/runs.ts";
import { listSessionsOfRun } from "./store/sessions.ts";
import { Store } from "./store/store.ts";
import { Alerts } from "./supervisor/alerts/alerts.ts";
import { Signs } from "./supervisor/alerts/signs.ts";
import { checkDaemon } from "./supervisor/check-daemon.ts";
import { Health } from "./supervisor/health/health.ts";
import { Reports } from "./supervisor/reports.ts";
import { Rescue } from "./supervisor/rescue.ts";
import { Housekeeping } from "./supervisor/schedules/housekeeping.ts";
import { attachArgv, sendInput } from "./supervisor/session-input.ts";
import { createRunStarter } from "./supervisor/start-run.ts";
import { Supervisor } from "./supervisor/supervisor.ts";
import { TmuxLink } from "./supervisor/tmux-link.ts";
import { connectTmux } from "./supervisor/tmux-server.ts";
import { ObservedClock, readClocks } from "./supervisor/watchdog/observed-clock.ts";
import type { World } from "./supervisor/world.ts";

const clock = Date.now;
/** Less than clients wait for a daemon to start. */
const PATIENCE_MS = 3000;
/** More than a look at all alerts ever takes. */
const ALERTS_LONGEST_MS = 60_000;

/** One daemon: everything is built in order, and stopped in reverse. */
async function main(paths: ProjectPaths, log: Logger): Promise<void> {
  const settings = await loadConfig(paths.config);
  for (const folder of [paths.state, paths.runtime]) makeOwnFolder(folder);
  const store = Store.open(paths.database, "owner", clock); // from here on this is the project's only daemon
  const info = await introduce(paths);
  const stopping = Promise.withResolvers<string>();

  const observed = new ObservedClock(store, readClocks, log);
  const world = buildWorld(paths, settings, store, observed, log, (serverPid) =>
    supervisor.serverGone(serverPid),
  );
  const supervisor = new Supervisor(world);
  const startRun = runStarter(world);
  const alerts = new Alerts(
    world,
    sinksOf(world),
    world.health.heartbeats.register("alerts", ALERTS_LONGEST_MS),
  );
  const housekeeping = new Housekeeping(world, (request) => startRun(request, request.plan));
  world.health.start(info);
  observed.start();
  await store.write((tx) => tx.event("daemon.started", {}, { pid: info.pid, version: info.version }));
  alerts.start();
  const isDatabaseThere = fileWatch(paths.database);
  let api: Api | undefined;
  const checkHouse = () => {
    if (!isDatabaseThere()) stopping.resolve("the database file was replaced");
    api?.checkSocket();
  };
  // Clients are answered once all is taken up, and also while that takes long: a hung tmux must not silence the daemon.
  const takenUp = supervisor.start(checkHouse);
  takenUp.then(() => housekeeping.start()).catch((error) => stopping.reject(error));
  await Promise.race([takenUp, Bun.sleep(PATIENCE_MS)]);
  api = serveApi(
    services(world, supervisor, alerts, housekeeping, startRun, info, () =>
      stopping.resolve("asked to stop"),
    ),
    log,
  );
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(signal, () => stopping.resolve(signal));
  log.info(`overstory ${info.version} supervises ${paths.root} (pid ${info.pid})`);

  const reason = await stopping.promise;
  log.info(`stopping: ${reason}`);
  await store.write((tx) => tx.event("daemon.stopped", {}, { pid: info.pid, reason }));
  rmSync(paths.daemonIdentity, { force: true }); // its absence tells a stop from a crash
  world.health.stop();
  await api.stop();
  await housekeeping.stop();
  await supervisor.stop();
  await alerts.stop();
  await world.tmux.close();
  await world.deaths.close();
  await observed.stop();
  store.close();
}

function buildWorld(
  paths: ProjectPaths,
  settings: Settings,
  store: Store,
  observed: ObservedClock,
  log: Logger,
  serverGone: (pid: number) => void,
): World {
  const git = new Git(paths.root);
  const signs = new Signs();
  const tmux = new TmuxLink({
    connect: (onGone) => connectTmux(paths, store, log, onGone),
    onGone: ({ serverPid }) => serverGone(serverPid),
  });
  return {
    paths,
    settings,
    store,
    git,
    worktrees: new Worktrees(git),
    tmux,
    deaths: createDeathWatch(),
    runtimes: createRuntimes(settings),
    signs,
    health: new Health({ store, signs, log, clock, heartbeat: paths.heartbeat }),
    log,
    clock,
    observed,
    random: Math.random,
  };
}

/** Says who this daemon is, for clients that find its socket silent. */
async function introduce(paths: ProjectPaths): Promise<DaemonInfo> {
  const identified = await identify(process.pid);
  if (typeof identified === "string" || "unknown" in identified) {
    throw new OverstoryError("internal", "this process cannot identify itself");
  }
  const info = {
    pid: process.pid,
    version: packageFile.version,
    instance: crypto.randomUUID(),
    startedAt: clock(),
  };
  const { startTime } = identified.found;
  writeFileSync(`${paths.daemonIdentity}.tmp`, `${JSON.stringify({ ...info, startTime })}\n`, {
    mode: 0o600,
  });
  renameSync(`${paths.daemonIdentity}.tmp`, paths.daemonIdentity);
  return info;
}

/** Starts a run of a plan as it came from outside. */
function runStarter(world: World): Services["startRun"] {
  const startRun = createRunStarter(world);
  return ({ source, requestId, base, into, maxAgents }, input) => {
    const plan = parsePlan(input, source, world.settings);
    const wish = { ...plan, into: into ?? plan.into, maxAgents: maxAgents ?? plan.maxAgents };
    return startRun({ plan: wish, base: base ?? "HEAD", requestId });
  };
}

function services(
  world: World,
  supervisor: Supervisor,
  alerts: Alerts,
  { scheduler, backups }: Housekeeping,
  startRun: Services["startRun"],
  info: DaemonInfo,
  stop: () => void,
): Services {
  const { paths, settings, store } = world;
  const reports = new Reports(store, supervisor.watchdog);
  const rescue = new Rescue(world);
  return {
    paths,
    settings,
    store,
    info,
    clock,
    stop,
    tmuxServerPid: () => world.tmux.current?.server.serverPid ?? null,
    startRun,
    cancelRun: async (run, force) => {
      await store.write((tx) => requestCancel(tx, run.id));
      if (!force) return;
      const open = listSessionsOfRun(store.db, run.id).filter(({ endedAt }) => endedAt === null);
      // One that ends at the same moment refuses the stop, and needs none.
      await Promise.allSettled(
        open.map((session) => supervisor.stopper.stop(session, "run_cancelled", true)),
      );
    },
    stopSession: (session, force) => supervisor.stopper.stop(session, "operator", force),
    sendInput: async (session, text, submit) => {
      const result = await sendInput(world, session, text, submit);
      await supervisor.watchdog.report(session.id, { kind: "working" }); // whatever it asked has its answer
      return result;
    },
    attachArgv: (session, readOnly) => attachArgv(world, session, readOnly),
    explainWatch: (session) => supervisor.watchdog.explain(session),
    takeReport: (session, attempt, report) => reports.take(session, attempt, report),
    listSavedWork: (session) => rescue.list(session),
    findSavedWork: (what) => rescue.find(what),
    patchOf: (saved) => rescue.patch(saved),
    restoreWork: (saved, request) => rescue.restore(saved, request),
    schedules: scheduler,
    backups,
    acknowledgeAlert: (key) => alerts.acknowledge(key),
    resolveAlert: (key) => alerts.close(key),
    testAlerts: (sink) => alerts.test(sink),
    check: () => checkDaemon(world),
  };
}

const sinksOf = ({ settings, tmux, clock }: World) =>
  createSinks(settings.alerts.sinks, {
    showMessage: async (text) => (await tmux.current?.announce(text)) ?? 0,
    clock,
  });

const { values } = parseArgs({
  options: { project: { type: "string", default: process.cwd() }, verbose: { type: "boolean" } },
});
const log = createLogger(values.verbose ? "debug" : "info");
process.on("unhandledRejection", (error) => log.error("unhandled rejection", error));
try {
  await main(findProject(values.project), log);
  process.exit(0);
} catch (error) {
  // Another daemon is the project's: that is no failure of whoever wanted one to run.
  if (error instanceof OverstoryError && error.code === "conflict") {
    log.info(`not needed: ${error.message}`);
    process.exit(0);
  }
  log.error("the daemon cannot run", error);
  process.exit(1);
}
