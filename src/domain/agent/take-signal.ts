import type { TURN_EVENTS } from "../event.ts";
import type { Ask } from "./ask.ts";
import type { Fault } from "./fault.ts";
import { oneLine } from "./one-line.ts";
import type { AgentSignal } from "./signal.ts";
import type { Turn } from "./turn.ts";

/** What can move a turn: what the agent tells, and that a dialog which it had told of is gone from its screen. */
export type TurnSignal = AgentSignal | { kind: "answered" };

/** What is to be told of a turn that has moved. */
export interface TurnNews {
  kind: (typeof TURN_EVENTS)[number];
  data: Record<string, unknown>;
}

export interface MovedTurn {
  turn: Turn;
  news: TurnNews[];
}

/** As much of a prompt, or of last words, as an event tells. */
const TOLD_LENGTH = 200;

export const newTurn = (sessionId: string, at: number): Turn => ({
  sessionId,
  state: "starting",
  since: at,
  count: 0,
  ask: null,
  fault: null,
  isInterrupted: false,
  said: null,
  background: 0,
  reminders: 0,
});

/**
 * Takes in what an agent tells of its conversation. What cannot be, such as the end of a turn that was not heard to begin, is
 * taken for what was missed.
 *
 * @param at when it was told, ms UTC
 */
export function takeSignal(turn: Turn, signal: TurnSignal, at: number): MovedTurn {
  switch (signal.kind) {
    case "ready":
      return takeReady(turn, at);
    case "prompt":
      return takePrompt(turn, signal.text, at);
    case "tool_started":
      return work(turn, at);
    case "tool_ended":
      return takeToolEnd(turn, signal.tool, at);
    case "asks":
      return takeAsk(turn, signal.ask, at);
    case "answered":
      return answer(turn);
    case "turn_ended":
      return takeEnd(turn, signal, at);
    case "turn_failed":
      return takeFault(turn, signal.fault, at);
    case "interrupted":
      return takeInterruption(turn, at);
    default:
      return unmoved(turn);
  }
}

const unmoved = (turn: Turn): MovedTurn => ({ turn, news: [] });

/** One that tells of its start in the middle of a turn goes on with the turn. */
function takeReady(turn: Turn, at: number): MovedTurn {
  const news: TurnNews[] = [{ kind: "session.ready", data: {} }];
  return turn.state === "starting" ? { turn: { ...turn, state: "idle", since: at }, news } : { turn, news };
}

function takePrompt(turn: Turn, text: string, at: number): MovedTurn {
  const answered = answer(turn);
  const clean: Turn = { ...answered.turn, fault: null, isInterrupted: false };
  const begun = begin(clean, at, { prompt: oneLine(text, TOLD_LENGTH) });
  return { turn: begun.turn, news: [...answered.news, ...begun.news] };
}

/** Nothing when it is in a turn already. */
function begin(turn: Turn, at: number, data: Record<string, unknown> = {}): MovedTurn {
  if (turn.state === "working") return unmoved(turn);
  const count = turn.count + 1;
  return {
    turn: {
      ...turn,
      state: "working",
      since: at,
      count,
      fault: null,
      isInterrupted: false,
      background: 0,
    },
    news: [{ kind: "session.turn_began", data: { turn: count, ...data } }],
  };
}

/** It does something: it is in a turn, and the model it tried for has answered. */
function work(turn: Turn, at: number): MovedTurn {
  const begun = begin(turn, at);
  return { ...begun, turn: { ...begun.turn, fault: null } };
}

/** A call that ends after its turn was broken off is of that turn, and begins none. */
function takeToolEnd(turn: Turn, tool: string, at: number): MovedTurn {
  const isAnswer = turn.ask !== null && (turn.ask.tool === null || turn.ask.tool === tool);
  const answered = isAnswer ? answer(turn) : unmoved(turn);
  if (turn.state === "idle") return answered;
  const worked = work(answered.turn, at);
  return { turn: worked.turn, news: [...answered.news, ...worked.news] };
}

/** Told twice, as some do, the more exact telling counts. */
function takeAsk(turn: Turn, ask: Ask, at: number): MovedTurn {
  const { ask: known } = turn;
  if (known !== null && known.what === ask.what && ask.tool === null && known.tool !== null)
    return unmoved(turn);
  const begun = turn.state === "starting" ? begin(turn, at) : unmoved(turn);
  const isNews = known === null || known.tool !== ask.tool || known.text !== ask.text;
  return {
    turn: { ...begun.turn, ask },
    news: isNews ? [...begun.news, { kind: "session.asks", data: { ...ask } }] : begun.news,
  };
}

function answer(turn: Turn): MovedTurn {
  const { ask } = turn;
  if (ask === null) return unmoved(turn);
  return {
    turn: { ...turn, ask: null },
    news: [{ kind: "session.answered", data: { what: ask.what, tool: ask.tool } }],
  };
}

const stop = (turn: Turn, at: number): Turn => ({
  ...turn,
  state: "idle",
  since: turn.state === "idle" ? turn.since : at,
  ask: null,
  fault: null,
  isInterrupted: false,
});

/** It may end once more without a beginning, when what it had left going on is over. */
function takeEnd(
  turn: Turn,
  { background, said }: { background: number; said: string | null },
  at: number,
): MovedTurn {
  return {
    turn: { ...stop(turn, at), background, said },
    news: [
      {
        kind: "session.turn_ended",
        data: { turn: turn.count, background, said: said === null ? null : oneLine(said, TOLD_LENGTH) },
      },
    ],
  };
}

function takeFault(turn: Turn, fault: Fault, at: number): MovedTurn {
  const news: TurnNews[] = [{ kind: "session.turn_failed", data: { turn: turn.count, ...fault } }];
  if (!fault.isRetrying) return { turn: { ...stop(turn, at), fault }, news };
  // Each try has other words; that it tries is told once.
  const isKnown = turn.fault !== null && turn.fault.cause === fault.cause && turn.fault.isRetrying;
  return { turn: { ...turn, fault }, news: isKnown ? [] : news };
}

function takeInterruption(turn: Turn, at: number): MovedTurn {
  if (turn.state === "idle") return unmoved(turn);
  return {
    turn: { ...stop(turn, at), isInterrupted: true },
    news: [{ kind: "session.interrupted", data: { turn: turn.count } }],
  };
}
