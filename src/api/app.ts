import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Server } from "bun";
import { OverstoryError } from "../errors.ts";
import { fileWatch } from "../file-watch.ts";
import type { Logger } from "../log.ts";
import { makeOwnFolder } from "../own-folder.ts";
import { DOOR_SOCKET } from "../paths.ts";
import { requireAllowed, requireInsider } from "./callers.ts";
import { INSTANCE_HEADER } from "./contract/call.ts";
import { createPatience, type Patience } from "./patience.ts";
import { respondWithError } from "./respond.ts";
import { activityRoutes } from "./routes/activity-routes.ts";
import { adoptionRoutes } from "./routes/adoption-routes.ts";
import { alertRoutes } from "./routes/alert-routes.ts";
import { approvalRoutes } from "./routes/approval-routes.ts";
import { backupRoutes } from "./routes/backup-routes.ts";
import { contextRoutes } from "./routes/context-routes.ts";
import { daemonRoutes } from "./routes/daemon-routes.ts";
import { databaseRoutes } from "./routes/database-routes.ts";
import { eventRoutes } from "./routes/event-routes.ts";
import { goalRoutes } from "./routes/goal-routes.ts";
import { hookRoutes } from "./routes/hook-routes.ts";
import { importRoutes } from "./routes/import-routes.ts";
import { limitRoutes } from "./routes/limit-routes.ts";
import { mailRoutes } from "./routes/mail-routes.ts";
import { mergeRoutes } from "./routes/merge-routes.ts";
import { messageRoutes } from "./routes/message-routes.ts";
import { metricsRoutes } from "./routes/metrics-routes.ts";
import { phaseRoutes } from "./routes/phase-routes.ts";
import { receiptRoutes } from "./routes/receipt-routes.ts";
import { rescueRoutes } from "./routes/rescue-routes.ts";
import { roleRoutes } from "./routes/role-routes.ts";
import { runRoutes } from "./routes/run-routes.ts";
import { runtimeRoutes } from "./routes/runtime-routes.ts";
import { scheduleRoutes } from "./routes/schedule-routes.ts";
import { sessionLifeRoutes } from "./routes/session-life-routes.ts";
import { sessionRoutes } from "./routes/session-routes.ts";
import { signalRoutes } from "./routes/signal-routes.ts";
import { spawnRoutes } from "./routes/spawn-routes.ts";
import { sprintRoutes } from "./routes/sprint-routes.ts";
import { taskRoutes } from "./routes/task-routes.ts";
import { tidyRoutes } from "./routes/tidy-routes.ts";
import { transcriptRoutes } from "./routes/transcript-routes.ts";
import { watchdogRoutes } from "./routes/watchdog-routes.ts";
import type { Services } from "./services.ts";

/** A plan may carry long prompts. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** Seconds that a request may take; a feed lifts it for itself. */
const REQUEST_SECONDS = 30;

export interface Api {
  /** Binds the socket again if something has removed or replaced its file. */
  checkSocket(): void;
  /** Resolves when no request is in progress and the socket is gone. */
  stop(): Promise<void>;
}

/**
 * Serves the daemon's socket, readable by its owner only. The caller owns the database and so is the only daemon: a file
 * that is at the path already is a dead daemon's and is replaced.
 */
export function serveApi(services: Services, log: Logger): Api {
  const openFeeds = new Set<() => void>();
  const stopping = new AbortController();
  const patience = createPatience(stopping.signal);
  const bind = () => bindSocket(services, openFeeds, patience, log);
  let { stop, isBound } = bind();
  return {
    checkSocket: () => {
      if (isBound()) return;
      log.warn(`${services.paths.socket} was removed; it is made again`);
      void stop(true); // now, before the path is ours again: it removes the file
      ({ stop, isBound } = bind());
    },
    stop: async () => {
      for (const close of openFeeds) close();
      stopping.abort();
      await stop(false);
    },
  };
}

function bindSocket(services: Services, openFeeds: Set<() => void>, patience: Patience, log: Logger) {
  const { socket, runtime, door } = services.paths;
  makeOwnFolder(runtime);
  makeOwnFolder(door);
  rmSync(socket, { force: true });
  const routes = allRoutes(services, openFeeds, patience, log);
  const umask = process.umask(0o177); // the socket must never be open to others, not even between bind and chmod
  try {
    const server = listen(socket, withEnvelope(routes, services, log, requireAllowed), log);
    const inside = openDoor(door, withEnvelope(routes, services, log, requireInsider), log);
    const stop = (now: boolean) => Promise.all([server, inside].map((one) => one.stop(now)));
    return { stop, isBound: fileWatch(socket) };
  } finally {
    process.umask(umask);
  }
}

function listen(path: string, routes: Routes, log: Logger): Server<unknown> {
  // On a unix socket Bun passes over what is set for one request, and keeps to idleTimeout.
  // @ts-expect-error its types say the opposite
  return Bun.serve({
    unix: path,
    development: false,
    idleTimeout: REQUEST_SECONDS,
    maxRequestBodySize: MAX_BODY_BYTES,
    routes,
    fetch: (request: Request) => respondWithError(noSuchRoute(request), log),
    error: (error: unknown) => respondWithError(error, log),
  });
}

/** What is let into sandboxes: who comes in there is an agent, whatever it says of itself. */
function openDoor(folder: string, routes: Routes, log: Logger): Server<unknown> {
  const draft = join(folder, "next.sock");
  rmSync(draft, { force: true });
  const server = listen(draft, routes, log);
  renameSync(draft, join(folder, DOOR_SOCKET)); // never away for those who look for it
  return server;
}

// biome-ignore lint/suspicious/noExplicitAny: each route has its own type of request; Bun checks them where they are written
type Handler = (request: any, server: Server<unknown>) => Response | Promise<Response>;

function allRoutes(
  services: Services,
  openFeeds: Set<() => void>,
  patience: Patience,
  log: Logger,
): Record<string, Record<string, Handler>> {
  return {
    ...daemonRoutes(services),
    ...runRoutes(services),
    ...goalRoutes(services),
    ...spawnRoutes(services),
    ...sessionRoutes(services),
    ...sessionLifeRoutes(services),
    ...mergeRoutes(services),
    ...messageRoutes(services, patience),
    ...mailRoutes(services, patience),
    ...contextRoutes(services),
    ...activityRoutes(services),
    ...phaseRoutes(services),
    ...approvalRoutes(services, patience),
    ...taskRoutes(services, patience),
    ...sprintRoutes(services),
    ...hookRoutes(services),
    ...metricsRoutes(services),
    ...alertRoutes(services),
    ...runtimeRoutes(services),
    ...scheduleRoutes(services),
    ...backupRoutes(services),
    ...importRoutes(services, log),
    ...databaseRoutes(services),
    ...signalRoutes(services),
    ...adoptionRoutes(services),
    ...transcriptRoutes(services, patience),
    ...rescueRoutes(services),
    ...roleRoutes(services),
    ...receiptRoutes(services),
    ...tidyRoutes(services),
    ...limitRoutes(services),
    ...watchdogRoutes(services),
    ...eventRoutes(services, openFeeds),
  };
}

type Routes = ReturnType<typeof withEnvelope>;

/**
 * Adds to every handler what all of them share: what sessions may not do, errors as envelopes, and the daemon's instance in
 * the answer. While an import writes, what can be read may never come to stand: requests wait for its end.
 */
function withEnvelope(
  routes: Record<string, Record<string, Handler>>,
  services: Services,
  log: Logger,
  requireMay: typeof requireAllowed,
) {
  const wrap =
    (path: string, handler: Handler): Handler =>
    async (request, server) => {
      server.timeout(request, REQUEST_SECONDS);
      const response = await Promise.try(async () => {
        await requireMay(services, request, path);
        if (!UNSHARED.has(new URL(request.url).pathname)) await whenShared(services.store);
        return handler(request, server);
      }).catch((error) => respondWithError(error, log));
      response.headers.set(INSTANCE_HEADER, services.info.instance);
      return response;
    };
  return Object.fromEntries(
    Object.entries(routes).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, handler]) => [method, wrap(path, handler)])),
    ]),
  );
}

/** Told without the database. */
const UNSHARED = new Set(["/daemon", "/daemon/stop"]);
/** Less than a request may take. */
const SHARED_WAIT_MS = 20_000;

async function whenShared(store: Services["store"]): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new OverstoryError("conflict", "an import is under way", { hint: "try again when it is over" }),
      ),
    SHARED_WAIT_MS,
  );
  try {
    await Promise.race([store.whenShared(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function noSuchRoute(request: Request): OverstoryError {
  return new OverstoryError("not_found", `there is no ${request.method} ${new URL(request.url).pathname}`);
}
