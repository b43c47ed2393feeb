import type { RowReader } from "../../../domain/import/row-reader.ts";
import type { DependencyRecord, ExtraRecord, TaskRecord } from "../../record.ts";
import { endNote, endOf } from "../end-of.ts";
import { extra, ref } from "../map-row.ts";
import { agentId } from "./map-agent.ts";
import { PRIORITIES, ROLES, TASK_STATUSES } from "./statuses.ts";

/** The name of the agent with a number; null when there is none. */
export type NameOfAgent = (id: string) => string | null;

/** A row of the table `tasks`. */
export function mapTask(read: RowReader, nameOfAgent: NameOfAgent): TaskRecord[] {
  const id = read.requiredText("id");
  const status = read.requiredWord(TASK_STATUSES, "status");
  const createdAt = read.requiredTime("created_at");
  const updatedAt = read.time("updated_at") ?? createdAt;
  const isClosed = status === "complete" || status === "aborted";
  const end = isClosed ? endOf(read, "closed_at", createdAt, { updated_at: updatedAt }) : null;
  const holder = isClosed ? null : holderOf(read, nameOfAgent);
  const role = read.word(ROLES, "role");
  read.take("role");
  return [
    {
      kind: "task",
      id,
      formerKey: id,
      title: read.requiredText("title"),
      description: read.text("description") ?? "",
      status,
      priority: read.word(PRIORITIES, "priority") ?? "medium",
      role: role === null ? null : read.peek("role"),
      category: read.text("category"),
      estimateMs: null,
      run: null,
      sprint: null,
      parent: null,
      summary: null,
      holder,
      createdAt,
      updatedAt,
      closedAt: end?.at ?? null,
      extra: { ...read.rest(), ...(end === null ? {} : endNote(end)) },
    },
  ];
}

/** An id, where there is one; else what is called a name, which may be a number that is an id. Two that differ are none. */
function holderOf(read: RowReader, nameOfAgent: NameOfAgent): TaskRecord["holder"] {
  const mission = read.peek("current_mission_id");
  if (mission !== null) return { id: agentId("missions", mission) };
  const id = read.peek("agent_id");
  const name = read.peek("agent_name")?.trim() ?? null;
  if (id === null) return name === null ? null : holderByName(name);
  const isSame = name === null || name === id || name.toLowerCase() === nameOfAgent(id)?.toLowerCase();
  return isSame ? { id: agentId("agents", id) } : null;
}

const holderByName = (name: string): TaskRecord["holder"] =>
  /^\d+$/.test(name) ? { id: agentId("agents", Number(name)) } : { name };

/** A row of the table `task_dependencies`. */
export function mapDependency(read: RowReader): DependencyRecord[] {
  const task = read.requiredText("task_id");
  const dependsOn = read.requiredText("depends_on_task_id");
  if (task === dependsOn) read.refuse("depends_on_task_id", "is the task itself");
  return [
    { kind: "dependency", task: { kind: "task", id: task }, dependsOn: { kind: "task", id: dependsOn } },
  ];
}

/** A row that belongs to the mission that made it, if not to a task. */
export function keepWithMission(read: RowReader): ExtraRecord[] {
  const mission = read.peek("from_mission_id");
  return [
    extra(ref("task", read.peek("task_id")) ?? ref("session", mission && agentId("missions", mission))),
  ];
}
