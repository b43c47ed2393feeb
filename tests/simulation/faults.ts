import type { Chance } from "../domain/chance.ts";
import type { Daemon } from "./daemon.ts";
import { type KillPoint, SIGHTS, type World } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const FAULTS = [
  "suspend",
  "freeze",
  "clock",
  "kill",
  "blindness",
  "tmux",
  "crash",
  "deafness",
  "person",
  "refusals",
] as const;
export type Fault = (typeof FAULTS)[number];

const KILL_POINTS: readonly (KillPoint | null)[] = [
  null,
  "look",
  "screen",
  "nudge",
  "triage",
  "before terminate",
  "after terminate",
];

/** From seconds to the given time, short ones as often as long ones. */
const someTime = (chance: Chance, most: number): number =>
  Math.round(SECOND * (most / SECOND) ** chance.next());

/** Makes one thing go wrong that the schedule has among its faults. */
export async function disturb(world: World, daemon: Daemon, fault: Fault): Promise<void> {
  const { chance, time } = world;
  if (fault === "suspend") time.suspend(someTime(chance, 9 * HOUR));
  if (fault === "freeze") daemon.freeze(someTime(chance, 2 * HOUR));
  if (fault === "clock") time.setWall(someTime(chance, 365 * DAY) * (chance.happens(0.5) ? 1 : -1));
  if (fault === "kill") {
    world.killPoint = chance.pick(KILL_POINTS) ?? null;
    await daemon.kill(someTime(chance, DAY));
  }
  if (fault === "blindness") becomeBlind(world);
  if (fault === "tmux")
    world.blindness.push(blindness(world, null, "screen"), blindness(world, null, "output"));
  if (fault === "crash") crash(world);
  if (fault === "person") daemon.stopSession(chance.pick([...world.agents.keys()]) ?? "");
  if (fault === "deafness") world.deafUntil = time.awake + someTime(chance, 5 * MINUTE);
  if (fault === "refusals") world.refusesUntil = time.awake + someTime(chance, 20 * MINUTE);
}

function becomeBlind(world: World): void {
  const sessionId = world.chance.pick([null, ...world.agents.keys()]) ?? null;
  world.blindness.push(blindness(world, sessionId, world.chance.pick(SIGHTS) ?? "look"));
}

function blindness({ chance, time }: World, sessionId: string | null, sight: (typeof SIGHTS)[number]) {
  const failsOfTen = chance.happens(0.5) ? 10 : 1 + chance.below(9);
  return { sessionId, sight, until: time.awake + someTime(chance, 2 * HOUR), failsOfTen };
}

function crash(world: World): void {
  const agent = world.chance.pick([...world.agents.values()].filter(({ isAlive }) => isAlive));
  if (agent) world.ended.set(agent.sessionId, agent.crash(world.time.seen));
}
