import { listOpenAlerts } from "../../store/alerts.ts";
import { readerOf } from "../callers.ts";
import { flag } from "../respond.ts";
import type { Services } from "../services.ts";
import { onlyFor } from "../views/alert-view.ts";
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
    GET: async (request: Request) => {
      const alerts = await onlyFor(() => readerOf(services, request), listOpenAlerts(services.store.db));
      return Response.json({ status: viewStatus(services, alerts, flag(new URL(request.url), "all")) });
    },
  },
});
