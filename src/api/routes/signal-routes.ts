import type { BunRequest } from "bun";
import { requireSession } from "../../store/sessions.ts";
import { parseSignal } from "../report-input.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";

export const signalRoutes = ({ store, clock, takeReport }: Services) => ({
  "/sessions/:key/signals": {
    POST: async (request: BunRequest<"/sessions/:key/signals">) => {
      const { attempt, report } = parseSignal(await readJson(request), clock());
      const session = requireSession(store.db, request.params.key);
      await takeReport(session, attempt, report);
      return Response.json({ signal: { session: session.key, kind: report.kind } });
    },
  },
});
