import type { EventView } from "../../api/contract/event.ts";
import { formatDuration } from "../../duration.ts";
import { type Describe, list, reason, say, text } from "./event-text.ts";

/** What a person should be told of sessions, tasks and sprints. */
export const WORK: Partial<Record<EventView["kind"], Describe>> = {
  "task.paused": (event) => say(reason(event, "paused"), "yellow"),
  "task.reopened": (event) => say(reason(event, "is there to be taken again")),
  "task.handed_off": (event) => say(`handed off from ${text(event, "from")} to ${text(event, "to")}`),
  "sprint.activated": (event) => say(`${text(event, "key")} is active: ${text(event, "title")}`, "cyan"),
  "sprint.complete": (event) => say(`${text(event, "key")} is complete: ${text(event, "title")}`, "green"),
  "sprint.cancelled": (event) => say(reason(event, `${text(event, "key")} is cancelled`), "yellow"),
  "session.paused": (event) => say(reason(event, `${event.session} is paused`), "yellow"),
  "session.resumed": (event) => say(`${event.session} goes on${pauseOf(event)}`),
  "session.approval_asked": (event) =>
    say(`${event.session} asks for approval: ${text(event, "question")}`, "yellow"),
  "session.approved": (event) => say(`${event.session} was approved${decisionOf(event)}`, "green"),
  "session.rejected": (event) => say(`${event.session} was rejected${decisionOf(event)}`, "red"),
};

/** What is only shown to whoever reads everything. */
export const QUIET_WORK: Partial<Record<EventView["kind"], Describe>> = {
  "task.created": (event) => say(`made: ${text(event, "title")}`, "dim"),
  "task.edited": (event) => say(`changed: ${list(event, "fields").join(", ")}`, "dim"),
  "task.underway": () => say("underway", "dim"),
  "task.review": () => say("in review", "dim"),
  "sprint.created": (event) => say(`${text(event, "key")} made: ${text(event, "title")}`, "dim"),
  "session.phase": describePhase,
  "session.activity": (event) => say(`${text(event, "activity")}: ${text(event, "text")}`, "dim"),
  "session.pruned": (event) => say(`${text(event, "count")} old sessions removed`, "dim"),
};

function pauseOf({ data: { pausedMs } }: EventView): string {
  return typeof pausedMs === "number" && pausedMs > 0 ? ` after ${formatDuration(pausedMs)}` : "";
}

function decisionOf(event: EventView): string {
  const note = text(event, "note");
  return `${text(event, "by") === "" ? "" : ` by ${text(event, "by")}`}${note === "" ? "" : `: ${note}`}`;
}

function describePhase(event: EventView) {
  const error = text(event, "error");
  const words = `${text(event, "from")} → ${text(event, "to")}`;
  return error === "" ? say(words, "dim") : say(`${words}: ${error}`, "yellow");
}
