import type { EventView } from "../../api/contract/event.ts";
import { type Describe, say, text } from "./event-text.ts";

/** What a person should be told of agents and their turns. What one waits for is told by `session.attention`. */
export const AGENT: Partial<Record<EventView["kind"], Describe>> = {
  "session.interrupted": (event) => say(`${event.session} was broken off by hand`, "yellow"),
  "session.adopted": (event) =>
    say(`${event.session} is a person's agent that is taken over: ${text(event, "folder")}`, "cyan"),
  "session.reminded": (event) => say(`${event.session} ${REMINDED[text(event, "why")] ?? "was reminded"}`),
  "session.dismissed": (event) => say(withText(`${event.session} is let go`, text(event, "why")), "dim"),
  "message.expired": (event) =>
    say(
      withText(`${text(event, "message")} was not delivered to ${event.session}`, text(event, "reason")),
      "yellow",
    ),
  "session.turn_failed": (event) =>
    event.data.isRetrying === true
      ? undefined
      : say(
          `${event.session} could not use its model (${text(event, "cause")}): ${text(event, "text")}`,
          "yellow",
        ),
};

const REMINDED: Record<string, string> = {
  unfinished: "was told what is still to be done",
  fault: "was told to go on",
  notice: "was told what it had not heard",
};

/** What is only shown to whoever reads everything. */
export const QUIET_AGENT: Partial<Record<EventView["kind"], Describe>> = {
  "session.ready": () => say("takes prompts", "dim"),
  "session.turn_began": (event) => say(withText("begins a turn", text(event, "prompt")), "dim"),
  "session.turn_ended": (event) =>
    say(withText(`its turn is over${backgroundOf(event)}`, text(event, "said")), "dim"),
  "session.turn_failed": (event) =>
    say(`tries its model again (${text(event, "cause")}): ${text(event, "text")}`, "dim"),
  "session.asks": (event) => say(withText(`asks (${text(event, "what")})`, text(event, "text")), "dim"),
  "session.usage": (event) =>
    say(`has used ${text(event, "outputTokens")} tokens out${costOf(event)} so far`, "dim"),
  "session.answered": (event) => say(withText("has its answer", text(event, "option")), "dim"),
  "message.queued": (event) =>
    say(
      withText(`${text(event, "message")} (${text(event, "origin")}) is to be typed`, text(event, "reason")),
      "dim",
    ),
  "message.typed": (event) =>
    say(withText(`${text(event, "message")} is typed`, text(event, "reason")), "dim"),
  "message.submitted": (event) =>
    say(withText(`${text(event, "message")} is submitted`, text(event, "reason")), "dim"),
  "message.seen": (event) => say(`${text(event, "message")} was seen`, "dim"),
};

const costOf = ({ data: { costUsd } }: EventView): string =>
  typeof costUsd === "number" ? `, $${costUsd.toFixed(2)}` : "";

const withText = (words: string, more: string): string => (more === "" ? words : `${words}: ${more}`);

function backgroundOf({ data: { background } }: EventView): string {
  return typeof background === "number" && background > 0
    ? `, and ${background} ${background === 1 ? "thing goes" : "things go"} on`
    : "";
}
