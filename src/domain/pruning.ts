/** Why an ended session has to stay, or null. */
export interface PruneFacts {
  id: string;
  key: string;
  predecessorId: string | null;
  activeRun: string | null;
  openTask: string | null;
  /** One that stays and goes on with its work, or that it has begun. */
  heir: string | null;
  isResumable: boolean;
}

/**
 * Why each of these sessions has to stay; those that may go are not in it. Whoever's work is gone on with by one that
 * stays, stays with it.
 */
export function keepReasons(sessions: readonly PruneFacts[]): Map<string, string> {
  const reasons = new Map<string, string>();
  const byId = new Map(sessions.map((session) => [session.id, session]));
  for (const session of sessions) {
    const reason = ownReason(session);
    if (reason !== null) keepLine(session, reason, byId, reasons);
  }
  return reasons;
}

function keepLine(
  first: PruneFacts,
  reason: string,
  byId: ReadonlyMap<string, PruneFacts>,
  reasons: Map<string, string>,
): void {
  reasons.set(first.id, reason);
  let heir = first;
  for (;;) {
    const before = heir.predecessorId === null ? undefined : byId.get(heir.predecessorId);
    if (!before || reasons.has(before.id)) return;
    reasons.set(before.id, `${heir.key}, which stays, comes from it`);
    heir = before;
  }
}

function ownReason(session: PruneFacts): string | null {
  const { activeRun, openTask, heir, isResumable } = session;
  if (heir !== null) return `${heir}, which stays, comes from it`;
  if (activeRun !== null) return `its run ${activeRun} is active`;
  if (openTask !== null) return `its task ${openTask} is not closed`;
  return isResumable ? "its work can be taken up" : null;
}
