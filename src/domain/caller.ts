/** On whose behalf a call is made. A session may act as itself only; the operator is whoever calls without its token. */
export type Caller = { kind: "operator" } | { kind: "session"; sessionId: string };

export const OPERATOR: Caller = { kind: "operator" };

/** Who did it, for records: a session's id, or `operator`. */
export const describeCaller = (caller: Caller): string =>
  caller.kind === "operator" ? "operator" : caller.sessionId;
