import type { BunRequest } from "bun";
import { isOpen, type Session } from "../../domain/session.ts";
import { parse } from "../../schema.ts";
import { requireRun } from "../../store/runs.ts";
import { querySessions, type SessionQuery as StoreQuery } from "../../store/session-query.ts";
import { requireSession } from "../../store/sessions.ts";
import { requireTaskByKey } from "../../store/tasks.ts";
import { ownSessionOf, readCall, sessionOf } from "../callers.ts";
import { flag, readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import { nothing, tell } from "../tell.ts";
import { viewSession, viewSessions } from "../views/session-view.ts";
import { viewWhy } from "../views/why-view.ts";
import { SessionQuery, StartSession } from "../work-input.ts";
import { StopRequest } from "./run-routes.ts";

export function sessionRoutes(services: Services) {
  const { store, paths, clock, work } = services;
  const view = (session: Session) => viewSession(store.db, paths, session, clock());
  return {
    "/sessions": {
      GET: (request: Request) => {
        const call = readCall(services, request);
        const sessions = querySessions(store.db, readFilter(services, request));
        return tell(
          services,
          call,
          { sessions: viewSessions(store.db, paths, sessions, clock()) },
          nothing(call),
        );
      },
      POST: async (request: Request) => {
        const call = readCall(services, request);
        const wish = parse(StartSession, await readJson(request), "session");
        const session = await work.sessions.start(call.caller, wish, call.terminal);
        return tell(
          services,
          call,
          { session: view(session) },
          { situation: "session.started", session, task: null },
        );
      },
    },
    "/sessions/:key": {
      GET: (request: BunRequest<"/sessions/:key">) => {
        const call = readCall(services, request);
        const session = sessionOf(services, call, request.params.key);
        return tell(services, call, { session: view(session) }, nothing(call));
      },
    },
    "/sessions/:key/why": {
      GET: (request: BunRequest<"/sessions/:key/why">) =>
        Response.json({ why: viewWhy(services, requireSession(store.db, request.params.key)) }),
    },
    "/sessions/:key/stop": {
      POST: async (request: BunRequest<"/sessions/:key/stop">) => {
        const { force } = parse(StopRequest, await readJson(request), "stop");
        const session = ownSessionOf(services, readCall(services, request), request.params.key);
        await services.stopSession(session, force);
        return Response.json({ session: view(requireSession(store.db, session.id)) });
      },
    },
    "/sessions/:key/attach": {
      GET: (request: BunRequest<"/sessions/:key/attach">) => {
        const session = requireSession(store.db, request.params.key);
        const argv = services.attachArgv(session, flag(new URL(request.url), "readOnly"));
        return Response.json({ attach: { argv } });
      },
    },
  };
}

function readFilter({ store }: Pick<Services, "store">, request: Request): StoreQuery {
  const { all, run, task, ...rest } = parse(SessionQuery, readQuery(request), "sessions");
  const mayBeClosed = all || (rest.state !== undefined && !isOpen(rest.state));
  return {
    ...rest,
    open: !mayBeClosed,
    ...(run === undefined ? {} : { runId: requireRun(store.db, run).id }),
    ...(task === undefined ? {} : { taskId: requireTaskByKey(store.db, task).id }),
  };
}
