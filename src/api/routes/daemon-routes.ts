import { flag } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewDaemon, viewStatus } from "../views/status-view.ts";

export const daemonRoutes = (services: Services) => ({
  "/daemon": { GET: () => Response.json({ daemon: viewDaemon(services) }) },
  "/daemon/stop": {
    POST: () => {
      const daemon = viewDaemon(services);
      services.stop();
      return Response.json({ daemon });
    },
  },
  "/doctor": { GET: async () => Response.json({ checks: await services.check() }) },
  "/status": {
    GET: (request: Request) =>
      Response.json({ status: viewStatus(services, flag(new URL(request.url), "all")) }),
  },
});
