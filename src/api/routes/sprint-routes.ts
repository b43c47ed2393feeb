import type { BunRequest } from "bun";
import type { Sprint } from "../../domain/sprint.ts";
import { usageError } from "../../errors.ts";
import { parse } from "../../schema.ts";
import { listSprints, requireSprint } from "../../store/sprints.ts";
import { type Call, readCall, requireOwn, sprintOf } from "../callers.ts";
import { SPRINT_CHANGES, type SprintChangeName, type SprintChangeRequest } from "../contract/sprint.ts";
import { flag, readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import { nothing, tell } from "../tell.ts";
import { viewCheck } from "../views/check-view.ts";
import { viewSprint, viewSprints } from "../views/sprint-view.ts";
import { ChangeSprint, CheckQuery, CreateSprint } from "../work-input.ts";

type SprintServices = Pick<Services, "store" | "work">;

export function sprintRoutes(services: SprintServices) {
  const { store, work } = services;
  return {
    "/sprints": {
      GET: (request: Request) => {
        const call = readCall(services, request);
        const sprints = listSprints(store.db, { all: flag(new URL(request.url), "all") });
        return tell(services, call, { sprints: viewSprints(store.db, sprints) }, nothing(call));
      },
      POST: async (request: Request) => {
        const call = readCall(services, request);
        const fields = parse(CreateSprint, await readJson(request), "sprint");
        return tellSprint(services, call, await work.sprints.create(call.caller, fields), "default");
      },
    },
    "/sprints/:key": {
      GET: (request: BunRequest<"/sprints/:key">) => {
        const call = readCall(services, request);
        return tellSprint(services, call, sprintOf(services, call, request.params.key), "default");
      },
    },
    "/sprints/:key/check": {
      GET: async (request: BunRequest<"/sprints/:key/check">) => {
        const call = readCall(services, request);
        const { summary } = parse(CheckQuery, readQuery(request), "check");
        const sprint = sprintOf(services, call, request.params.key);
        const check = await work.completion.sprint(sprint, summary ?? null);
        const situation = check.valid ? "default" : "check.failed";
        const document = { check: viewCheck("sprint", sprint.key, check) };
        return tell(services, call, document, { situation, session: call.own, task: null });
      },
    },
    "/sprints/:key/:change": {
      POST: async (request: BunRequest<"/sprints/:key/:change">) => {
        const call = readCall(services, request);
        const change = requireChange(request.params.change);
        const wish = parse(ChangeSprint, await readJson(request), change);
        const sprint = sprintOf(services, call, request.params.key);
        const changed = await changeSprint(services, call, sprint, change, wish);
        return tellSprint(services, call, changed, SITUATIONS[change]);
      },
    },
  };
}

const SITUATIONS: Record<SprintChangeName, string> = {
  activate: "sprint.activated",
  deactivate: "context.changed",
  complete: "sprint.completed",
  cancel: "default",
};

function requireChange(text: string): SprintChangeName {
  const change = SPRINT_CHANGES.find((one) => one === text);
  if (change) return change;
  throw usageError(`change: must be one of ${SPRINT_CHANGES.join(", ")}, not ${JSON.stringify(text)}`);
}

function changeSprint(
  { work: { sprints } }: SprintServices,
  call: Call,
  sprint: Sprint,
  change: SprintChangeName,
  wish: SprintChangeRequest,
): Promise<Sprint> {
  if (change === "activate") return sprints.activate(call.caller, requireOwn(call), sprint);
  if (change === "deactivate") return sprints.deactivate(call.caller, requireOwn(call), sprint);
  if (change === "complete") return sprints.complete(call.caller, sprint, wish);
  return sprints.cancel(call.caller, sprint, wish.reason ?? null);
}

function tellSprint(
  services: SprintServices,
  call: Call,
  { id }: Sprint,
  situation: string,
): Promise<Response> {
  const { db } = services.store;
  const document = { sprint: viewSprint(db, requireSprint(db, id)) };
  return tell(services, call, document, { situation, session: call.own, task: null });
}
