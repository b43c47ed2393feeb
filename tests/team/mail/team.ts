import type { MailRequest } from "../../../src/api/contract/mail.ts";
import type { Mail } from "../../../src/domain/mail.ts";
import type { Session } from "../../../src/domain/session.ts";
import { claimTask } from "../../../src/store/claims.ts";
import { listReceipts } from "../../../src/store/mail-receipts.ts";
import { transition } from "../../../src/store/session-changes.ts";
import { type NewSession, requireSession } from "../../../src/store/sessions.ts";
import { moveTask, type TaskChange } from "../../../src/store/tasks.ts";
import { sendMail } from "../../../src/team/mail/send-mail.ts";
import { addRun, addSession, plannedTask, testStore } from "../../store/fixture.ts";

/** A run with a coordinator, two workers that it has begun, and somebody in another run. */
export function team() {
  const test = testStore();
  const { store, db } = test;
  const { run, tasks } = addRun(
    store,
    { id: "coordinate", spec: { ...plannedTask().spec, role: "coordinator", isCoordination: true } },
    { id: "api" },
    { id: "docs" },
  );
  const other = addRun(store, { id: "else" });
  const work = (name: string, change: Partial<NewSession> = {}): Session => {
    const session = addSession(store, { name, runId: run.id, state: "working", ...change });
    const task = tasks.find(({ key }) => key === name);
    if (task) store.writeNow((tx) => claimTask(tx, session.id, task.id));
    return session;
  };
  const coordinator = work("coordinate", { role: "coordinator" });
  const child = { parentId: coordinator.id, depth: 1 };
  return {
    ...test,
    run,
    tasks,
    coordinator,
    api: work("api", child),
    docs: work("docs", { ...child, role: "scout" }),
    stranger: addSession(store, { name: "else", runId: other.run.id, state: "working" }),
    work,
    child,
    send: (sender: Session | null, request: MailRequest): Mail =>
      store.writeNow((tx) => sendMail(tx, sender, request)),
    recipientsOf: ({ id }: Mail): string[] => listReceipts(db, id).map(({ recipient }) => recipient),
    /** It ends, and its task goes that way with it. */
    end: ({ id }: Session, state: "completed" | "zombie" = "completed", change?: TaskChange) =>
      store.writeNow((tx) => {
        const { currentTaskId } = requireSession(tx.db, id);
        tx.db.query("UPDATE claims SET released_at = ? WHERE session_id = ?").run(tx.at, id);
        tx.db.query("UPDATE sessions SET current_task_id = NULL WHERE id = ?").run(id);
        if (change && currentTaskId !== null) moveTask(tx, currentTaskId, change);
        transition(tx, id, state, { outcome: state === "completed" ? "success" : null, reason: "it ended" });
      }),
  };
}

export type Team = ReturnType<typeof team>;
