import type { EventView } from "../../api/contract/event.ts";
import { type Describe, reason, say, text } from "./event-text.ts";

/** What a person should be told of what several agents do together. */
export const TEAM: Partial<Record<EventView["kind"], Describe>> = {
  "mail.sent": (event) => describeMail(event),
  "task.spawned": (event) => say(`asked for: ${text(event, "title")} (${text(event, "role")})`, "cyan"),
  "run.plan_proposed": () => say("its plan is ready to be looked at", "yellow"),
  "run.plan_approved": () => say("its plan is approved", "green"),
  "run.held": (event) => say(reason(event, `is held (${text(event, "by")})`), "yellow"),
  "run.released": () => say("goes on", "green"),
  "run.resumed": () => say("is taken up again", "green"),
  "run.budget_warned": (event) => say(text(event, "reason", "its budget is nearly used up"), "yellow"),
};

/** What is only shown to whoever reads everything. */
export const QUIET_TEAM: Partial<Record<EventView["kind"], Describe>> = {
  "mail.sent": (event) => say(mailWords(event), "dim"),
  "mail.handed": (event) => say(`${event.session ?? "the operator"} was given ${text(event, "key")}`, "dim"),
  "mail.read": (event) => say(`${event.session ?? "the operator"} has read ${text(event, "key")}`, "dim"),
};

/** What asks the operator for something stands out; what overstory tells agents is told people by other events. */
function describeMail(event: EventView): ReturnType<Describe> {
  if (text(event, "from") === "overstory") return undefined;
  if (!asksOperator(event)) return say(mailWords(event));
  return say(`${text(event, "from")} asks you in ${text(event, "key")}: ${text(event, "subject")}`, "yellow");
}

const ASKING = new Set(["question", "approval", "escalation"]);

/** Whether a mail that was sent waits for an answer of the operator. */
export const asksOperator = (event: EventView): boolean =>
  text(event, "to") === "operator" && ASKING.has(text(event, "type"));

/** What most mail is, a word on how things stand, is not said. */
function mailWords(event: EventView): string {
  const type = text(event, "type");
  const about = type === "status" ? "" : ` (${type})`;
  return `${text(event, "key")} ${text(event, "from")} to ${text(event, "to")}${about}: ${text(event, "subject")}`;
}
