import type { BunRequest } from "bun";
import * as v from "valibot";
import { FilledText, MaxAgents } from "../../config/fields.ts";
import { parse } from "../../schema.ts";
import { listRuns, requireRun } from "../../store/runs.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewRun } from "../views/run-view.ts";

const StartRequest = v.strictObject({
  plan: v.unknown(),
  source: FilledText,
  maxAgents: v.optional(MaxAgents),
  base: v.optional(FilledText),
  into: v.optional(FilledText),
  requestId: FilledText,
});

export const StopRequest = v.strictObject({ force: v.optional(v.boolean(), false) });

export function runRoutes(services: Services) {
  const { store } = services;
  const view = (key: string) => viewRun(services, requireRun(store.db, key));
  return {
    "/runs": {
      GET: () => Response.json({ runs: listRuns(store.db).map((run) => viewRun(services, run)) }),
      POST: async (request: Request) => {
        const { plan, ...options } = parse(StartRequest, await readJson(request), "run");
        const run = await services.startRun(options, plan);
        return Response.json({ run: view(run.id) });
      },
    },
    "/runs/:key": {
      GET: (request: BunRequest<"/runs/:key">) => Response.json({ run: view(request.params.key) }),
    },
    "/runs/:key/stop": {
      POST: async (request: BunRequest<"/runs/:key/stop">) => {
        const { force } = parse(StopRequest, await readJson(request), "stop");
        const run = requireRun(store.db, request.params.key);
        await services.cancelRun(run, force);
        return Response.json({ run: view(run.id) });
      },
    },
  };
}
