import type { BunRequest } from "bun";
import { parse } from "../../schema.ts";
import { latestApproval } from "../../store/approvals.ts";
import { readCall, sessionOf } from "../callers.ts";
import type { Patience } from "../patience.ts";
import { flag, readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { nothing, tell } from "../tell.ts";
import { viewApproval } from "../views/approval-view.ts";
import { Decide } from "../work-input.ts";

/** Less than a request may take: who waits longer asks again, and so outlives a daemon. */
const PATIENCE_MS = 20_000;

type ApprovalServices = Pick<Services, "store" | "work">;

export function approvalRoutes(services: ApprovalServices, patience: Patience) {
  const { store, work } = services;
  return {
    "/sessions/:key/approval": {
      GET: async (request: BunRequest<"/sessions/:key/approval">) => {
        const call = readCall(services, request);
        const session = sessionOf(services, call, request.params.key);
        const approval = flag(new URL(request.url), "wait")
          ? await work.phases.waitForDecision(session, call.own, patience(request, PATIENCE_MS))
          : latestApproval(store.db, session.id);
        const document = { approval: approval && viewApproval(store.db, approval) };
        return tell(services, call, document, nothing(call));
      },
    },
    "/sessions/:key/approve": {
      POST: async (request: BunRequest<"/sessions/:key/approve">) => decide(services, request, "approved"),
    },
    "/sessions/:key/reject": {
      POST: async (request: BunRequest<"/sessions/:key/reject">) => decide(services, request, "rejected"),
    },
  };
}

async function decide(
  services: ApprovalServices,
  request: BunRequest<"/sessions/:key/approve" | "/sessions/:key/reject">,
  decision: "approved" | "rejected",
): Promise<Response> {
  const call = readCall(services, request);
  const { note, by } = parse(Decide, await readJson(request), "decision");
  const session = sessionOf(services, call, request.params.key);
  const approval = await services.work.phases.decide(call.caller, session, decision, by, note);
  return Response.json({ approval: viewApproval(services.store.db, approval) });
}
