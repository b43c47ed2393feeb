import { OverstoryError } from "../../errors.ts";
import { getDelegation } from "../../store/delegations.ts";
import { findSession } from "../../store/sessions.ts";
import { type Call, readCall } from "../callers.ts";
import type { SubagentStopAnswer } from "../contract/delegation.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";

/** For programs that know these answers by name; trouble is an answer, so that none of them ever fails. */
export const hookRoutes = (services: Pick<Services, "store" | "work">) => ({
  "/hooks/pre-delegate": {
    POST: async (request: Request) =>
      Response.json(await services.work.delegation.preDelegate(await readInput(request))),
  },
  "/hooks/subagent-stop": {
    POST: async (request: Request) => {
      const input = await readInput(request);
      const refusal = refuseOther(services, readCall(services, request), input);
      return Response.json(refusal ?? (await services.work.delegation.subagentStop(input)));
    },
  },
});

/** A session may stop what was delegated, and no session that a person keeps. */
function refuseOther(
  { store }: Pick<Services, "store">,
  { caller }: Call,
  input: unknown,
): SubagentStopAnswer | null {
  if (caller.kind === "operator") return null;
  const target = typeof input === "object" && input !== null && "agent_id" in input ? input.agent_id : null;
  const session = typeof target === "string" ? findSession(store.db, target) : null;
  if (!session || getDelegation(store.db, session.id)) return null;
  return {
    ok: false,
    reason: `forbidden: ${session.key} was not delegated; a session may end no other`,
    agent_id: null,
  };
}

/** What is no JSON is passed on as what it is: nothing that could be read. */
async function readInput(request: Request): Promise<unknown> {
  try {
    return await readJson(request);
  } catch (error) {
    if (error instanceof OverstoryError) return undefined;
    throw error;
  }
}
