import type { BunRequest } from "bun";
import * as v from "valibot";
import { Name } from "../../config/fields.ts";
import { parse } from "../../schema.ts";
import { listAlerts, listOpenAlerts } from "../../store/alerts.ts";
import { readerOf } from "../callers.ts";
import { flag, readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { onlyFor, viewAlert } from "../views/alert-view.ts";

const TestRequest = v.strictObject({ sink: v.optional(Name) });

export function alertRoutes(services: Services) {
  const { db } = services.store;
  return {
    "/alerts": {
      GET: async (request: Request) => {
        const all = flag(new URL(request.url), "all") ? listAlerts(db) : listOpenAlerts(db);
        const alerts = await onlyFor(() => readerOf(services, request), all);
        return Response.json({ alerts: alerts.map((alert) => viewAlert(db, alert)) });
      },
    },
    "/alerts/:key/ack": {
      POST: async (request: BunRequest<"/alerts/:key/ack">) =>
        Response.json({ alert: viewAlert(db, await services.acknowledgeAlert(request.params.key)) }),
    },
    "/alerts/:key/resolve": {
      POST: async (request: BunRequest<"/alerts/:key/resolve">) =>
        Response.json({ alert: viewAlert(db, await services.resolveAlert(request.params.key)) }),
    },
    "/alerts/test": {
      POST: async (request: Request) => {
        const { sink } = parse(TestRequest, await readJson(request), "test");
        return Response.json({ alert: viewAlert(db, await services.testAlerts(sink)) });
      },
    },
  };
}
