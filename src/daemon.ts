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
import { requestCancel } from "./store/runs.ts";
import { listSessionsOfRun } from "./store/sessions.ts";
import { Store } from "./store/store.ts";
import { checkDaemon } from "./supervisor/check-daemon.ts";
import { attachArgv, sendInput } from "./supervisor/session-input.ts";
import { createRunStarter } from "./supervisor/start-run.ts";
import { Supervisor } from "./supervisor/supervisor.ts";
import { TmuxLink } from "./supervisor/tmux-link.ts";
import { connectTmux } from "./supervisor/tmux-server.ts";
import type { World } from "./supervisor/world.ts";

const clock = Date.now;
/** Less than clients wait for a daemon to start. */
const PATIENCE_MS = 3000;

/** One daemon: everything is built in order, and stopped in reverse. */
async function main(paths: ProjectPaths, log: Logger): Promise<void> {
  const settings = await loadConfig(paths.config);
  for (const folder of [paths.state, paths.runtime]) makeOwnFolder(folder);
  const store = Store.open(paths.database, "owner", clock); // from here on this is the project's only daemon
  const info = await introduce(paths);
  const stopping = Promise.withResolvers<string>();

  const world = buildWorld(paths, settings, store, log, (serverPid) => supervisor.serverGone(serverPid));
  const supervisor = new Supervisor(world);
  await store.write((tx) => tx.event("daemon.started", {}, { pid: info.pid, version: info.version }));
  const isDatabaseThere = fileWatch(paths.database);
  let api: Api | undefined;
  const checkHouse = () => {
    if (!isDatabaseThere()) stopping.resolve("the database file was replaced");
    api?.checkSocket();
  };
  // Clients are answered once all is taken up, and also while that takes long: a hung tmux must not silence the daemon.
  const takenUp = supervisor.start(checkHouse);
  takenUp.catch((error) => stopping.reject(error));
  await Promise.race([takenUp, Bun.sleep(PATIENCE_MS)]);
  api = serveApi(
    services(world, supervisor, info, () => stopping.resolve("asked to stop")),
    log,
  );
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(signal, () => stopping.resolve(signal));
  log.info(`overstory ${info.version} supervises ${paths.root} (pid ${info.pid})`);

  const reason = await stopping.promise;
  log.info(`stopping: ${reason}`);
  await store.write((tx) => tx.event("daemon.stopped", {}, { pid: info.pid, reason }));
  rmSync(paths.daemonIdentity, { force: true }); // its absence tells a stop from a crash
  await api.stop();
  await supervisor.stop();
  await world.tmux.close();
  await world.deaths.close();
  store.close();
}

function buildWorld(
  paths: ProjectPaths,
  settings: Settings,
  store: Store,
  log: Logger,
  serverGone: (pid: number) => void,
): World {
  const git = new Git(paths.root);
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
    log,
    clock,
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

function services(world: World, supervisor: Supervisor, info: DaemonInfo, stop: () => void): Services {
  const { paths, settings, store } = world;
  const startRun = createRunStarter(world);
  return {
    paths,
    settings,
    store,
    info,
    clock,
    stop,
    tmuxServerPid: () => world.tmux.current?.server.serverPid ?? null,
    startRun: ({ source, requestId, base, into, maxAgents }, input) => {
      const plan = parsePlan(input, source, settings);
      const wish = { ...plan, into: into ?? plan.into, maxAgents: maxAgents ?? plan.maxAgents };
      return startRun({ plan: wish, base: base ?? "HEAD", requestId });
    },
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
    sendInput: (session, text, submit) => sendInput(world, session, text, submit),
    attachArgv: (session, readOnly) => attachArgv(world, session, readOnly),
    check: () => checkDaemon(world),
  };
}

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
