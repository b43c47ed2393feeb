import type { Server } from "bun";
import * as v from "valibot";
import { parse } from "../../schema.ts";
import { readJson, readQuery } from "../respond.ts";
import type { TeamServices } from "../team-services.ts";

const CleanQuery = v.strictObject({ kept: v.optional(v.picklist(["true", "false"]), "false") });
const CleanRequest = v.strictObject({ kept: v.optional(v.boolean(), false) });

/** Every file of every worktree is looked at: that takes as long as it takes. */
export const tidyRoutes = ({ team }: { team: Pick<TeamServices, "tidying"> }) => ({
  "/clean": {
    GET: async (request: Request, server: Server<unknown>) => {
      server.timeout(request, 0);
      const { kept } = parse(CleanQuery, readQuery(request), "clean");
      return Response.json({ clean: await team.tidying.propose({ kept: kept === "true" }) });
    },
    POST: async (request: Request, server: Server<unknown>) => {
      server.timeout(request, 0);
      const wish = parse(CleanRequest, await readJson(request), "clean");
      return Response.json({ clean: await team.tidying.apply(wish) });
    },
  },
  "/disk": {
    GET: async (request: Request, server: Server<unknown>) => {
      server.timeout(request, 0);
      return Response.json({ disk: await team.tidying.disk() });
    },
  },
});
