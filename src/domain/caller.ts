/** On whose behalf a call is made. A session may act as itself only; the operator is whoever calls without its token. */
export type Caller = { kind: "operator" } | { kind: "session"; sessionId: string };

export const OPERATOR: Caller = { kind: "operator" };
