import { isSpawned } from "../domain/session.ts";
import { check } from "../process/identity.ts";
import { leaveUnfinished } from "../store/leave-unfinished.ts";
import { listOpenSessions } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";

/**
 * Settles imported sessions whose process was seen when they were imported, and is gone now. They are not supervised:
 * nothing is restarted, and a task of theirs waits for whoever takes it.
 */
export async function settleGone(store: Store): Promise<void> {
  for (const session of listOpenSessions(store.db)) {
    const { id, agent, terminal } = session;
    if (isSpawned(session) || agent === null || terminal !== null) continue;
    if ((await check(agent)) === "dead")
      await store.write((tx) => leaveUnfinished(tx, id, `its process ${agent.pid} is gone`));
  }
}
