#!/usr/bin/env bun
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import packageFile from "../package.json" with { type: "json" };
import { type Api, serveApi } from "./api/app.ts";
import type { DaemonInfo } from "./api/services.ts";
import { firstStart } from "./compat/first-start.ts";
import { formats } from "./compat/formats/registry.ts";
import { loadConfig, type Settings } from "./config.ts";
import { createServices, runStarter } from "./daemon-services.ts";
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
import { Store } from "./store/store.ts";
import { Alerts } from "./supervisor/alerts/alerts.ts";
import { Signs } from "./supervisor/alerts/signs.ts";
import { Health } from "./supervisor/health/health.ts";
import { Housekeeping } from "./supervisor/schedules/housekeeping.ts";
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
  const trouble = await firstStart({ ...world, ...paths, format: formats.overstory });
  if (trouble) world.signs.set(trouble);
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
  const stop = () => stopping.resolve("asked to stop");
  api = serveApi(createServices({ world, supervisor, alerts, housekeeping, startRun, info, stop }), log);
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
  if (error instanceof OverstoryError)
    log.error([`the daemon cannot run: ${error.message}`, error.hint ?? []].flat().join("; "));
  else log.error("the daemon cannot run", error);
  process.exit(1);
}
