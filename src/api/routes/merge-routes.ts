import type { BunRequest } from "bun";
import { usageError } from "../../errors.ts";
import { listAllMerges, listMerges, requireMerge } from "../../store/merges.ts";
import { requireRun } from "../../store/runs.ts";
import type { Services } from "../services.ts";
import { viewMerge } from "../views/merge-view.ts";

/** Without a run, so many of the newest are listed. */
const MOST_LISTED = 500;

export function mergeRoutes({ store, paths, team }: Pick<Services, "store" | "paths" | "team">) {
  const { db } = store;
  const view = (idOrKey: string) => viewMerge(db, paths, requireMerge(db, idOrKey));
  const runOf = (request: Request) => {
    const named = new URL(request.url).searchParams.get("run");
    return named === null ? null : requireRun(db, named);
  };
  return {
    "/merges": {
      GET: (request: Request) => {
        const run = runOf(request);
        const merges = run === null ? listAllMerges(db, MOST_LISTED) : listMerges(db, run.id);
        return Response.json({ merges: merges.map((merge) => viewMerge(db, paths, merge)) });
      },
    },
    "/merges/:key": {
      GET: (request: BunRequest<"/merges/:key">) => Response.json({ merge: view(request.params.key) }),
    },
    "/merges/:key/:change": {
      POST: async (request: BunRequest<"/merges/:key/:change">) => {
        const { key, change } = request.params;
        if (change !== "retry" && change !== "cancel")
          throw usageError(`change: must be retry or cancel, not ${JSON.stringify(change)}`);
        const merge = requireMerge(db, key);
        await team.merges[change](merge);
        return Response.json({ merge: view(merge.id) });
      },
    },
    "/conflicts": {
      GET: async (request: Request) =>
        Response.json({ conflicts: await team.merges.conflicts(runOf(request)) }),
    },
  };
}
