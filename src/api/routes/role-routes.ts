import type { BunRequest } from "bun";
import type { Services } from "../services.ts";

export const roleRoutes = ({ team }: Pick<Services, "team">) => ({
  "/roles": {
    GET: () => Response.json({ roles: team.roles.list() }),
  },
  "/roles/:name": {
    GET: (request: BunRequest<"/roles/:name">) =>
      Response.json({ role: team.roles.require(request.params.name) }),
  },
});
