import type { RowReader } from "../../../domain/import/row-reader.ts";
import type { SessionRecord } from "../../record.ts";
import { WITHOUT_PROCESS } from "../without-process.ts";
import { readTimes } from "./session-times.ts";
import { AGENT_STATUSES, type AgentStatus, ROLES } from "./statuses.ts";

export type AgentTable = "agents" | "missions";

/** What an agent or a mission is called here: both count from 1, and a file may hold both. */
export const agentId = (table: AgentTable, id: number | string): string => `${table}:${id}`;

/** A row of the table `agents`. */
export function mapAgent(read: RowReader): SessionRecord[] {
  const id = agentId("agents", read.count("id") ?? read.refuse("id", "is missing"));
  return [{ ...mapWork(read, id, read.requiredText("name")), extra: read.rest() }];
}

/** A row of the table `missions`: one that waits for its persona is called by its codename, or by its number. */
export function mapMission(read: RowReader): SessionRecord[] {
  const number = read.count("id") ?? read.refuse("id", "is missing");
  const codename = read.text("codename");
  read.keep("codename");
  const name = read.text("persona_name") ?? codename ?? `mission-${number}`;
  const record = mapWork(read, agentId("missions", number), name);
  return [{ ...record, formerKey: codename, extra: read.rest() }];
}

const UNSAID: AgentStatus = { attention: null, phase: "initializing", outcome: null };

/** What the tables and the files have in common. Whether it has ended follows from its times alone. */
export function mapWork(read: RowReader, id: string, name: string): SessionRecord {
  const times = readTimes(read);
  const hasEnded = times.endedAt !== null;
  const status = read.word(AGENT_STATUSES, "status") ?? UNSAID;
  return {
    kind: "session",
    id,
    formerKey: null,
    name,
    role: roleOf(read),
    source: "cli",
    type: "work",
    state: hasEnded ? "completed" : "working",
    phase: status.phase,
    outcome: hasEnded ? status.outcome : null,
    attention: hasEnded ? null : status.attention,
    reason: hasEnded ? `${read.peek("status") ?? "ended"} in site-nine` : null,
    ...WITHOUT_PROCESS,
    summary: read.text("task_summary", "objective"),
    metadata: {},
    conversationId: read.text("opencode_session_id"),
    activeMs: null,
    ...times,
    currentTask: null, // tasks say who works on them
    frames: [],
    extra: {},
  };
}

/** As it is written there, so long as it is one of its roles. */
function roleOf(read: RowReader): string {
  const role = read.word(ROLES, "role") ?? "agent";
  read.take("role");
  return read.peek("role") ?? role;
}
