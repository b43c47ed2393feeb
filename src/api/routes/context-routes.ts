import type { BunRequest } from "bun";
import type { Session } from "../../domain/session.ts";
import { parse } from "../../schema.ts";
import { ownSessionOf, readCall, sessionOf } from "../callers.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { type Happening, nothing, tell } from "../tell.ts";
import { viewContext } from "../views/context-view.ts";
import { Nothing, Pop, Push } from "../work-input.ts";

type ContextServices = Pick<Services, "store" | "paths" | "clock" | "work">;

export function contextRoutes(services: ContextServices) {
  const { store, paths, clock, work } = services;
  const view = (session: Session) => viewContext(store.db, paths, session, clock());
  return {
    "/sessions/:key/context": {
      GET: (request: BunRequest<"/sessions/:key/context">) => {
        const call = readCall(services, request);
        const context = view(sessionOf(services, call, request.params.key));
        return tell(services, call, { context }, nothing(call));
      },
    },
    "/sessions/:key/context/push": {
      POST: async (request: BunRequest<"/sessions/:key/context/push">) => {
        const call = readCall(services, request);
        const wish = parse(Push, await readJson(request), "push");
        const session = ownSessionOf(services, call, request.params.key);
        await work.context.push(call.caller, session, wish);
        return tell(services, call, { context: view(session) }, changed(session));
      },
    },
    "/sessions/:key/context/pop": {
      POST: async (request: BunRequest<"/sessions/:key/context/pop">) => {
        const call = readCall(services, request);
        const wish = parse(Pop, await readJson(request), "pop");
        const session = ownSessionOf(services, call, request.params.key);
        await work.context.pop(call.caller, session, wish);
        return tell(services, call, { context: view(session) }, changed(session));
      },
    },
    "/sessions/:key/context/clear": {
      POST: async (request: BunRequest<"/sessions/:key/context/clear">) => {
        const call = readCall(services, request);
        parse(Nothing, await readJson(request), "clear");
        const session = ownSessionOf(services, call, request.params.key);
        await work.context.clear(call.caller, session);
        return tell(services, call, { context: view(session) }, changed(session));
      },
    },
  };
}

const changed = (session: Session): Happening => ({ situation: "context.changed", session, task: null });
