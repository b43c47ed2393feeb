import type { BunRequest } from "bun";
import { parse } from "../../schema.ts";
import { requireRun } from "../../store/runs.ts";
import { readCall, requireOwn } from "../callers.ts";
import { HoldRun, ResumeRun, StartGoal } from "../goal-input.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewRun } from "../views/run-view.ts";
import { Nothing } from "../work-input.ts";

/** Runs that a coordinator plans, and what a person decides about them. */
export function goalRoutes(services: Services) {
  const { store, team } = services;
  const answer = (key: string) => Response.json({ run: viewRun(services, requireRun(store.db, key)) });
  return {
    "/runs/goal": {
      POST: async (request: Request) => {
        const run = await team.runs.start(parse(StartGoal, await readJson(request), "run"));
        return answer(run.id);
      },
    },
    "/runs/:key/hold": {
      POST: async (request: BunRequest<"/runs/:key/hold">) => {
        const { reason = null } = parse(HoldRun, await readJson(request), "hold");
        const run = await team.runs.hold(requireRun(store.db, request.params.key), reason);
        return answer(run.id);
      },
    },
    "/runs/:key/resume": {
      POST: async (request: BunRequest<"/runs/:key/resume">) => {
        const wish = parse(ResumeRun, await readJson(request), "resume");
        const run = await team.runs.resume(requireRun(store.db, request.params.key), wish);
        return answer(run.id);
      },
    },
    "/runs/:key/approve": {
      POST: async (request: BunRequest<"/runs/:key/approve">) => {
        parse(Nothing, await readJson(request), "approve");
        const run = await team.runs.approve(requireRun(store.db, request.params.key));
        return answer(run.id);
      },
    },
    "/plan-ready": {
      POST: async (request: Request) => {
        parse(Nothing, await readJson(request), "plan-ready");
        const run = await team.runs.proposePlan(requireOwn(readCall(services, request)));
        return answer(run.id);
      },
    },
  };
}
