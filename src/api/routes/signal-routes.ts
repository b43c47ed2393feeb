import type { BunRequest } from "bun";
import { ownSessionOf, readCall } from "../callers.ts";
import { parseSignal } from "../report-input.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";

export const signalRoutes = (services: Pick<Services, "store" | "work" | "clock" | "takeReport">) => ({
  "/sessions/:key/signals": {
    POST: async (request: BunRequest<"/sessions/:key/signals">) => {
      const { attempt, report } = parseSignal(await readJson(request), services.clock());
      const session = ownSessionOf(services, readCall(services, request), request.params.key);
      await services.takeReport(session, attempt, report);
      return Response.json({ signal: { session: session.key, kind: report.kind } });
    },
  },
});
