/**
 * `overstory/sessions`: the stores as a library, in the form that users of the earlier product know. A thin face on the
 * tables that the daemon uses. While a daemon owns a database, opening it throws `conflict`: ask the daemon instead.
 */

export { openSessionStore } from "./store/open-session-store.ts";
export {
  createRunStore,
  type InsertRun,
  type Run,
  type RunStatus,
  type RunStore,
} from "./store/run-store.ts";
export {
  type AgentSession,
  type AgentState,
  createSessionStore,
  type PurgeFilter,
  type SessionStore,
} from "./store/session-store.ts";
