import type { WorkServices } from "../api/work-services.ts";
import { findByTerminal, findByToken } from "../store/session-keeping.ts";
import type { Store } from "../store/store.ts";

/** Who calls, told by what only that session has. */
export const createCallers = ({ db }: Pick<Store, "db">): WorkServices["callers"] => ({
  ofToken: (token) => findByToken(db, token),
  ofTerminal: (terminal) => findByTerminal(db, terminal),
});
