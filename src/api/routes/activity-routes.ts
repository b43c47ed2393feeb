import type { BunRequest } from "bun";
import { parse } from "../../schema.ts";
import { type ActivityQuery, listActivities } from "../../store/activities.ts";
import { type Call, ownSessionOf, readCall, sessionOf, sprintOf, taskOf } from "../callers.ts";
import { readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import { nothing, tell } from "../tell.ts";
import { viewActivities } from "../views/activity-view.ts";
import * as input from "../work-input.ts";

const PAGE = 1000;
const MAX_PAGE = 10_000;

type ActivityServices = Pick<Services, "store" | "work">;

export function activityRoutes(services: ActivityServices) {
  const { store, work } = services;
  return {
    "/activities": {
      GET: (request: Request) => {
        const call = readCall(services, request);
        const activities = listActivities(store.db, readFilter(services, call, request));
        return tell(services, call, { activities: viewActivities(store.db, activities) }, nothing(call));
      },
    },
    "/sessions/:key/activities": {
      POST: async (request: BunRequest<"/sessions/:key/activities">) => {
        const call = readCall(services, request);
        const wish = parse(input.RecordActivity, await readJson(request), "activity");
        const session = ownSessionOf(services, call, request.params.key);
        const recorded = await work.activities.record(call.caller, session, wish);
        const [activity] = viewActivities(store.db, [recorded]);
        return tell(services, call, { activity }, { situation: "activity.recorded", session, task: null });
      },
    },
  };
}

function readFilter(services: ActivityServices, call: Call, request: Request): ActivityQuery {
  const { session, task, sprint, kind, since, after, limit } = parse(
    input.ActivityQuery,
    readQuery(request),
    "log",
  );
  return {
    ...(session === undefined ? {} : { sessionId: sessionOf(services, call, session).id }),
    ...(task === undefined ? {} : { taskId: taskOf(services, call, task).id }),
    ...(sprint === undefined ? {} : { sprintId: sprintOf(services, call, sprint).id }),
    ...(kind === undefined ? {} : { kinds: [kind] }),
    ...(since === undefined ? {} : { since }),
    ...(after === undefined ? {} : { after }),
    limit: Math.min(MAX_PAGE, limit ?? PAGE),
  };
}
