import type { BunRequest } from "bun";
import { resumePolicy } from "../../config/resume.ts";
import type { Session } from "../../domain/session.ts";
import { parse } from "../../schema.ts";
import { checkResume } from "../../store/resume-facts.ts";
import { findSession, requireSession } from "../../store/sessions.ts";
import { type Call, ownSessionOf, readCall, requireOwn, sessionOf } from "../callers.ts";
import { SELF } from "../contract/call.ts";
import { readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import { nothing, tell } from "../tell.ts";
import { viewCheck } from "../views/check-view.ts";
import { viewResume } from "../views/resume-view.ts";
import { viewSession } from "../views/session-view.ts";
import { CheckQuery, EndSession, Nothing, PauseSession, Prune } from "../work-input.ts";

type LifeServices = Pick<Services, "store" | "paths" | "settings" | "clock" | "work">;

/** What becomes of sessions that somebody keeps, and whether work can go on where one was left. */
export function sessionLifeRoutes(services: LifeServices) {
  const { store, paths, settings, clock, work } = services;
  return {
    "/sessions/:key/pause": {
      POST: async (request: BunRequest<"/sessions/:key/pause">) => {
        const call = readCall(services, request);
        const { reason } = parse(PauseSession, await readJson(request), "pause");
        const session = ownSessionOf(services, call, request.params.key);
        await work.sessions.pause(call.caller, session, reason ?? null);
        return tellSession(services, call, session, "session.paused");
      },
    },
    "/sessions/:key/resume": {
      GET: (request: BunRequest<"/sessions/:key/resume">) => {
        const call = readCall(services, request);
        const { key } = request.params;
        const session = key === SELF ? requireOwn(call) : findSession(store.db, key);
        const answer = checkResume(store.db, session, resumePolicy(settings.resume), clock());
        const resume = viewResume(store.db, paths, key, answer, clock());
        return tell(services, call, { resume }, nothing(call));
      },
      POST: async (request: BunRequest<"/sessions/:key/resume">) => {
        const call = readCall(services, request);
        parse(Nothing, await readJson(request), "resume");
        const session = ownSessionOf(services, call, request.params.key);
        await work.sessions.resume(call.caller, session, call.terminal);
        return tellSession(services, call, session, "session.resumed");
      },
    },
    "/sessions/:key/end": {
      POST: async (request: BunRequest<"/sessions/:key/end">) => {
        const call = readCall(services, request);
        const wish = parse(EndSession, await readJson(request), "end");
        const session = ownSessionOf(services, call, request.params.key);
        await work.sessions.end(call.caller, session, wish);
        return tellSession(services, call, session, "session.ended");
      },
    },
    "/sessions/:key/check": {
      GET: async (request: BunRequest<"/sessions/:key/check">) => {
        const call = readCall(services, request);
        const { summary } = parse(CheckQuery, readQuery(request), "check");
        const session = sessionOf(services, call, request.params.key);
        const check = await work.completion.session(session, summary ?? null);
        const situation = check.valid ? "default" : "check.failed";
        const document = { check: viewCheck("session", session.key, check) };
        return tell(services, call, document, { situation, session: call.own, task: null });
      },
    },
    "/sessions/prune": {
      POST: async (request: Request) => {
        const { olderThanMs, dryRun } = parse(Prune, await readJson(request), "prune");
        return Response.json({ pruned: await work.sessions.prune(olderThanMs, dryRun) });
      },
    },
  };
}

function tellSession(
  services: LifeServices,
  call: Call,
  { id }: Session,
  situation: string,
): Promise<Response> {
  const { store, paths, clock } = services;
  const session = requireSession(store.db, id);
  const document = { session: viewSession(store.db, paths, session, clock()) };
  return tell(services, call, document, { situation, session, task: null });
}
