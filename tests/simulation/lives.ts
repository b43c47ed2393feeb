import { STEPS, type WatchPolicy } from "../../src/domain/watchdog/policy.ts";
import type { Chance } from "../domain/chance.ts";
import { type Act, idle, prompted, silence, TURN_WORK, tool, WAITS, WORK } from "./act.ts";
import type { End, Life } from "./agent.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const between = (chance: Chance, least: number, most: number) => least + chance.below(most - least);

/** In proportion to one another as in life, and short, so that a schedule needs few looks. */
export function randomPolicy(chance: Chance): WatchPolicy {
  const intervalMs = between(chance, 30 * SECOND, 2 * MINUTE);
  return {
    mode: chance.happens(0.1) ? "shadow" : "act",
    staleMs: Math.round(intervalMs * (1 + 3 * chance.next())),
    intervalMs,
    bootMs: between(chance, intervalMs, 3 * intervalMs),
    toolMs: between(chance, 2 * intervalMs, 20 * intervalMs),
    cpuShare: 0.02,
    top: chance.happens(0.8) ? "terminate" : (chance.pick(STEPS) ?? "terminate"),
    nudge: chance.happens(0.5) ? "go on" : null,
  };
}

export function randomLife(chance: Chance, policy: WatchPolicy): Life {
  const isAnimated = chance.happens(0.4);
  return {
    isAnimated,
    bootMs: chance.happens(0.04) ? Number.POSITIVE_INFINITY : between(chance, SECOND, policy.bootMs / 2),
    acts: isAnimated
      ? [prompted(2 * SECOND), ...randomActs(chance, () => randomTurnAct(chance, policy))]
      : randomActs(chance, () => randomAct(chance, policy)),
    end: randomEnd(chance),
    heedsNudges: chance.happens(0.3),
    dyingMs: chance.happens(0.8) ? SECOND : between(chance, SECOND, 2 * MINUTE),
  };
}

/** At work until it is cut off from the network, and after. */
export const busyLife = (): Life => ({
  bootMs: SECOND,
  acts: WORK.slice(0, 1).map((act) => act(Number.POSITIVE_INFINITY)),
  end: null,
  heedsNudges: false,
  dyingMs: SECOND,
  isAnimated: false,
});

const randomActs = (chance: Chance, next: () => Act): Act[] =>
  Array.from({ length: 1 + chance.below(5) }, next);

/** In a conversation: at work, in a tool, idle between two turns, or hanging behind its spinner. */
function randomTurnAct(chance: Chance, policy: WatchPolicy): Act {
  const kind = chance.next();
  const forMs = chance.happens(0.05) ? HOUR : between(chance, 30 * SECOND, 4 * policy.staleMs);
  if (kind < 0.4) return (chance.pick(TURN_WORK) ?? silence)(forMs);
  if (kind < 0.55) return randomTool(chance, policy, String(chance.below(1_000_000)));
  if (kind < 0.7) return idle(forMs);
  if (kind < 0.8) return (chance.pick(WAITS) ?? silence)(forMs);
  if (kind < 0.9) return silence(between(chance, SECOND, policy.staleMs * 0.9));
  return silence(between(chance, policy.staleMs, policy.staleMs + 4 * policy.intervalMs));
}

function randomAct(chance: Chance, policy: WatchPolicy): Act {
  const kind = chance.next();
  const forMs = between(chance, 30 * SECOND, 4 * policy.staleMs);
  if (kind < 0.35) return (chance.pick(WORK) ?? silence)(forMs);
  if (kind < 0.6) return (chance.pick(WAITS) ?? silence)(forMs);
  if (kind < 0.75) return randomTool(chance, policy);
  if (kind < 0.9) return silence(between(chance, SECOND, policy.staleMs * 0.9));
  return silence(between(chance, policy.staleMs, policy.staleMs + 4 * policy.intervalMs));
}

function randomTool(chance: Chance, { toolMs }: WatchPolicy, id?: string): Act {
  const declaredMs = chance.happens(0.5) ? between(chance, MINUTE, 20 * MINUTE) : null;
  return tool((declaredMs ?? toolMs) * 0.95 * chance.next(), declaredMs, id);
}

function randomEnd(chance: Chance): End | null {
  const kind = chance.next();
  if (kind < 0.35) return { exitCode: 0, commits: 1, dirtyFiles: 0 };
  if (kind < 0.42) return { exitCode: 0, commits: 0, dirtyFiles: chance.below(2) };
  if (kind < 0.5) return { exitCode: 1, commits: 0, dirtyFiles: 1 };
  if (kind < 0.57) return { exitCode: null, commits: 0, dirtyFiles: 1 };
  return null;
}
