import type { BunRequest } from "bun";
import { parse } from "../../schema.ts";
import { ownSessionOf, readCall } from "../callers.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { tell } from "../tell.ts";
import { viewSession } from "../views/session-view.ts";
import { ChangePhase } from "../work-input.ts";

export function phaseRoutes(services: Pick<Services, "store" | "paths" | "clock" | "work">) {
  const { store, paths, clock, work } = services;
  return {
    "/sessions/:key/phase": {
      POST: async (request: BunRequest<"/sessions/:key/phase">) => {
        const call = readCall(services, request);
        const wish = parse(ChangePhase, await readJson(request), "phase");
        const before = ownSessionOf(services, call, request.params.key);
        const session = await work.phases.change(call.caller, before, wish);
        const situation = session.phase === "approval" ? "approval.asked" : `phase.${session.phase}`;
        const document = { session: viewSession(store.db, paths, session, clock()) };
        return tell(services, call, document, { situation, session, task: null });
      },
    },
  };
}
