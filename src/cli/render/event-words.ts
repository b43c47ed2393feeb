import type { EventView } from "../../api/contract/event.ts";
import { formatDuration } from "../../duration.ts";
import { AGENT, QUIET_AGENT } from "./agent-event-words.ts";
import { type Describe, type EventWords, list, reason, say, text } from "./event-text.ts";
import { MERGING, QUIET_MERGING } from "./merge-event-words.ts";
import { QUIET_TEAM, TEAM } from "./team-event-words.ts";
import { clockTime } from "./words.ts";
import { QUIET_WORK, WORK } from "./work-event-words.ts";

const DESCRIBED: Partial<Record<EventView["kind"], Describe>> = {
  ...WORK,
  ...AGENT,
  ...MERGING,
  ...TEAM,
  "run.started": (event) => say(`started: ${text(event, "goal")}`, "bold"),
  "run.cancel_requested": () => say("is being stopped", "yellow"),
  "run.completed": (event) => say(reason(event, "completed"), "green"),
  "run.failed": (event) => say(reason(event, "failed"), "red"),
  "run.cancelled": (event) => say(reason(event, "cancelled"), "yellow"),
  "run.delivered": (event) =>
    say(`result delivered to ${text(event, "branch", text(event, "into", "its branch"))}`, "green"),
  "task.retry": (event) => say(reason(event, `will be tried again${waitOf(event)}`), "yellow"),
  "task.complete": () => say("complete", "green"),
  "task.blocked": (event) => say(reason(event, "stopped"), "red"),
  "task.aborted": (event) => say(reason(event, "aborted"), "red"),
  "session.spawned": (event) => say(`${event.session} started`, "cyan"),
  "session.stalled": (event) => say(`${event.session} does not move`, "yellow"),
  "session.exited": describeExited,
  "session.completed": (event) => say(reason(event, `${event.session} ended`)),
  "session.zombie": (event) => say(reason(event, `${event.session} was lost`), "red"),
  "session.stop_requested": (event) => say(`${event.session} is being stopped`, "yellow"),
  "session.wip_saved": (event) =>
    say(`uncommitted work saved: ${text(event, "ref", "see the session")}`, "yellow"),
  "session.attention": describeAttention,
  "wip.restored": (event) => say(`${text(event, "ref")} restored in ${text(event, "worktree")}`, "green"),
  "limit.began": (event) =>
    say(
      `${text(event, "group")}: ${text(event, "cause")}; no new session before ${timeOf(event, "until")}`,
      "yellow",
    ),
  "limit.ended": (event) => say(reason(event, `${text(event, "group")} may be used again`), "green"),
  "gate.started": (event) => say(`gate: ${text(event, "command")}`, "dim"),
  "gate.passed": (event) => say(`gate passed: ${text(event, "command")}`),
  "gate.failed": (event) =>
    say(`gate failed: ${text(event, "command")} (exit ${text(event, "exitCode", "unknown")})`, "red"),
  "schedule.ran": (event) => say(`schedule ${text(event, "schedule")} started it`),
  "schedule.skipped": (event) => say(reason(event, `schedule ${text(event, "schedule")} skipped`), "yellow"),
  "schedule.failed": (event) => say(reason(event, `schedule ${text(event, "schedule")} failed`), "red"),
  "backup.made": (event) => say(`backup made: ${text(event, "path")}`, "dim"),
  "import.completed": (event) =>
    say(
      `${text(event, "key")}: ${text(event, "imported")} rows imported from ${text(event, "format")}`,
      "green",
    ),
  "import.rolled_back": (event) => say(`${text(event, "key")} rolled back`, "yellow"),
  "import.failed": (event) => say(`${text(event, "path")} not imported: ${text(event, "message")}`, "red"),
  "alert.raised": (event) => say(describeAlert(event, ""), toneOf(event)),
  "alert.reopened": (event) => say(describeAlert(event, "goes on: "), "yellow"),
  "alert.repeated": (event) => say(describeAlert(event, "told again: "), toneOf(event)),
  "alert.acknowledged": (event) => say(describeAlert(event, "acknowledged: "), "dim"),
  "alert.resolved": (event) =>
    say(describeAlert(event, `resolved (${text(event, "resolvedBy")}): `), "green"),
  "alert.sent": (event) =>
    say(
      `${list(event, "alerts").join(" ")} told through ${text(event, "sink")} (${text(event, "proof")})`,
      "dim",
    ),
  "alert.failed": (event) =>
    say(
      `${list(event, "alerts").join(" ")} not told through ${text(event, "sink")}: ${text(event, "why")}`,
      "red",
    ),
  "tmux.lost": () => say("the tmux server is gone", "red"),
  "daemon.warning": (event) => say(text(event, "message", text(event, "reason")), "yellow"),
};

const QUIET = { ...QUIET_WORK, ...QUIET_AGENT, ...QUIET_MERGING, ...QUIET_TEAM };

/** What happened, in words; undefined for what a person need not be told. */
export const describeEvent = (event: EventView): EventWords | undefined => DESCRIBED[event.kind]?.(event);

/** Any event in words: those without words of their own by their data. */
export function describeAnyEvent(event: EventView): EventWords {
  const data = Object.entries(event.data).filter(([name, value]) => value !== null && name !== "key");
  const fallback = data.map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return describeEvent(event) ?? QUIET[event.kind]?.(event) ?? say(fallback.join(" "), "dim");
}

function describeAttention(event: EventView): EventWords {
  const waits = text(event, "attention");
  return waits === ""
    ? say(`${event.session} waits no more`)
    : say(reason(event, `${event.session} waits: ${waits}`), "yellow");
}

/** A time of the data, in ms UTC, as the clock shows it here. */
const timeOf = ({ data }: EventView, field: string): string =>
  typeof data[field] === "number" ? clockTime(new Date(data[field]).toISOString()) : "its time";

const describeAlert = (event: EventView, before: string): string =>
  `${text(event, "key")} ${before}${text(event, "subject")}: ${text(event, "message")}`;

const toneOf = ({ data }: EventView): EventWords["tone"] => (data.severity === "critical" ? "red" : "yellow");

function describeExited(event: EventView): EventWords | undefined {
  const { exitCode } = event.data;
  if (exitCode === 0) return undefined;
  if (typeof exitCode !== "number") return say(`${event.session} vanished without an exit status`, "yellow");
  return say(`${event.session} exited with ${exitCode}`, "yellow");
}

function waitOf({ at, data }: EventView): string {
  if (typeof data.retryAt !== "number") return "";
  return ` in ${formatDuration(Math.max(1000, data.retryAt - Date.parse(at)))}`;
}
