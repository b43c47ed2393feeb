import { rmSync } from "node:fs";
import type { Server } from "bun";
import { OverstoryError } from "../errors.ts";
import type { Logger } from "../log.ts";
import { INSTANCE_HEADER } from "./contract.ts";
import { respondWithError } from "./respond.ts";
import { daemonRoutes } from "./routes/daemon-routes.ts";
import { eventRoutes } from "./routes/event-routes.ts";
import { runRoutes } from "./routes/run-routes.ts";
import { sessionRoutes } from "./routes/session-routes.ts";
import type { Services } from "./services.ts";

/** A plan may carry long prompts. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** Seconds that a request may take; a feed lifts it for itself. */
const REQUEST_SECONDS = 30;

export interface Api {
  /** Resolves when no request is in progress and the socket is gone. */
  stop(): Promise<void>;
}

/**
 * Serves the daemon's socket, readable by its owner only. The caller owns the database and so is the only daemon: a file
 * that is at the path already is a dead daemon's and is replaced.
 */
export function serveApi(services: Services, log: Logger): Api {
  const { socket } = services.paths;
  rmSync(socket, { force: true });
  const openFeeds = new Set<() => void>();
  const umask = process.umask(0o177); // the socket must never be open to others, not even between bind and chmod
  let server: Server<unknown>;
  try {
    server = Bun.serve({
      unix: socket,
      development: false,
      maxRequestBodySize: MAX_BODY_BYTES,
      routes: withEnvelope(
        {
          ...daemonRoutes(services),
          ...runRoutes(services),
          ...sessionRoutes(services),
          ...eventRoutes(services, openFeeds),
        },
        services,
        log,
      ),
      fetch: (request) => respondWithError(noSuchRoute(request), log),
      error: (error) => respondWithError(error, log),
    });
  } finally {
    process.umask(umask);
  }
  return {
    stop: async () => {
      for (const close of openFeeds) close();
      await server.stop(false);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: each route has its own type of request; Bun checks them where they are written
type Handler = (request: any, server: Server<unknown>) => Response | Promise<Response>;

/** Adds to every handler what all of them share: errors as envelopes, and the daemon's instance in the answer. */
function withEnvelope(routes: Record<string, Record<string, Handler>>, { info }: Services, log: Logger) {
  const wrap =
    (handler: Handler): Handler =>
    async (request, server) => {
      server.timeout(request, REQUEST_SECONDS);
      const response = await Promise.try(handler, request, server).catch((error) =>
        respondWithError(error, log),
      );
      response.headers.set(INSTANCE_HEADER, info.instance);
      return response;
    };
  return Object.fromEntries(
    Object.entries(routes).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, handler]) => [method, wrap(handler)])),
    ]),
  );
}

function noSuchRoute(request: Request): OverstoryError {
  return new OverstoryError("not_found", `there is no ${request.method} ${new URL(request.url).pathname}`);
}
