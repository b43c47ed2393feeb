import type { Database } from "bun:sqlite";
import type { Activity } from "../../domain/activity.ts";
import { requireSession } from "../../store/sessions.ts";
import { requireSprint } from "../../store/sprints.ts";
import { labelOf } from "../../store/task-edits.ts";
import type { ActivityView } from "../contract/activity.ts";
import { iso } from "./times.ts";

/** Many activities are of few sessions and tasks: each key is looked up once. */
export function viewActivities(db: Database, activities: readonly Activity[]): ActivityView[] {
  const session = keysBy((id) => requireSession(db, id).key);
  const task = keysBy((id) => labelOf(db, id));
  const sprint = keysBy((id) => requireSprint(db, id).key);
  return activities.map(({ id, at, sessionId, taskId, sprintId, kind, text, data }) => ({
    id,
    at: iso(at),
    session: session(sessionId),
    task: taskId === null ? null : task(taskId),
    sprint: sprintId === null ? null : sprint(sprintId),
    kind,
    text,
    data,
  }));
}

function keysBy(look: (id: string) => string): (id: string) => string {
  const known = new Map<string, string>();
  return (id) => {
    const key = known.get(id) ?? look(id);
    known.set(id, key);
    return key;
  };
}
