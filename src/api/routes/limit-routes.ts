import type { BunRequest } from "bun";
import { OverstoryError } from "../../errors.ts";
import { endLimit, listLimits } from "../../store/limits.ts";
import type { Services } from "../services.ts";
import { viewLimit } from "../views/limit-view.ts";

export const limitRoutes = ({ store }: Services) => ({
  "/limits": { GET: () => Response.json({ limits: listLimits(store.db).map(viewLimit) }) },
  "/limits/:group/lift": {
    POST: async (request: BunRequest<"/limits/:group/lift">) => {
      const { group } = request.params;
      const isLifted = await store.write((tx) => endLimit(tx, group, "lifted by a person"));
      if (isLifted) return Response.json({ lifted: { group } });
      throw new OverstoryError("not_found", `${JSON.stringify(group)} is at no limit`, {
        hint: "overstory limits lists those there are",
      });
    },
  },
});
