import type { EventView } from "../../api/contract/event.ts";
import { asksOperator } from "./team-event-words.ts";

/** What a person can do now about an event that waits for them; undefined for most. */
export function hintOf(event: EventView): string | undefined {
  const { kind, run, session, data } = event;
  if (kind === "mail.sent" && asksOperator(event))
    return `overstory mail read ${data.key}, then: overstory mail reply ${data.key} "…"`;
  if (kind === "run.plan_proposed") return `overstory run show ${run}, then: overstory run approve ${run}`;
  if (kind === "run.held") return `overstory run show ${run}, then: overstory run resume ${run}`;
  if (kind === "session.attention" && ASKING.has(data.attention)) return `overstory answer ${session}`;
  return undefined;
}

const ASKING: ReadonlySet<unknown> = new Set(["question", "permission"]);
