import { createConsola } from "consola/basic";
import type { WatchdogSettings } from "../../src/config/watchdog.ts";
import type { WatchPolicy } from "../../src/domain/watchdog/policy.ts";
import type { Rule } from "../../src/domain/watchdog/verdict.ts";
import type { Logger } from "../../src/log.ts";
import type { Store } from "../../src/store/store.ts";
import { roundEvery } from "../../src/supervisor/watchdog/rounds.ts";
import { Chance } from "../domain/chance.ts";
import { Daemon } from "./daemon.ts";
import { disturb, FAULTS, type Fault } from "./faults.ts";
import { Fleet } from "./fleet.ts";
import { Hands, LONGEST_TRIAGE_MS } from "./hands.ts";
import { busyLife, randomLife, randomPolicy } from "./lives.ts";
import { Mailbox } from "./mailbox.ts";
import { WatchRules } from "./watch-rules.ts";
import { World } from "./world.ts";

/** One look may come just before a change, and the one after it may be the first that shows it. */
const LOOKS_OF_SLACK = 3;

/** What a schedule came to. */
export interface Played {
  sessions: number;
  terminated: number;
  /** The rules that decided at some time. */
  rules: Rule[];
}

/** Everything of one schedule, built from its seed. */
function build(seed: number, store: Store, time: { now: () => number }) {
  const chance = new Chance(seed);
  const policy = randomPolicy(chance);
  const world = new World(chance);
  time.now = () => world.time.wall;
  const isFleet = chance.happens(0.1);
  const fleet = new Fleet(world, store, isFleet ? busyLife : () => randomLife(chance, policy));
  const mailbox = new Mailbox(world, store.db, chance.happens(0.6), policy.toolMs);
  const settings = settingsOf(policy);
  const hasTriage = chance.happens(0.3);
  const earlyMs = LOOKS_OF_SLACK * roundEvery(settings);
  const lateMs = earlyMs + (hasTriage ? LONGEST_TRIAGE_MS : 0);
  const rules = new WatchRules(world, store, policy, { earlyMs, lateMs });
  const hands = new Hands(world, store, rules, hasTriage);
  const daemon = new Daemon({ world, store, fleet, mailbox, actions: hands, log: logOf(world) }, settings);
  fleet.begin(isFleet ? 7 + chance.below(4) : 1 + chance.below(4));
  return { chance, policy, world, isFleet, rules, hands, daemon };
}

/** One schedule from its seed: the same seed gives the same. Throws with the rule that was broken. */
export async function play(seed: number, store: Store, time: { now: () => number }): Promise<Played> {
  const { chance, policy, world, isFleet, rules, hands, daemon } = build(seed, store, time);
  const faults = isFleet ? fleetFaults(chance) : someFaults(chance, FAULTS);
  const steps = isFleet ? 120 : 40 + chance.below(70);
  const cutAt = isFleet ? chance.below(steps / 3) : steps;
  for (let step = 0; step < steps; step++) {
    if (step === cutAt)
      world.cutOff(policy.staleMs + chance.below(8 * policy.intervalMs), 0.6 * policy.intervalMs);
    const fault = chance.pick(faults);
    const isTooSoon = fault === "tmux" && isFleet && step < cutAt + LOOKS_OF_SLACK;
    if (fault && !isTooSoon && chance.happens(0.08)) await disturb(world, daemon, fault);
    await daemon.live();
    rules.check();
  }
  return { sessions: world.agents.size, terminated: hands.terminated, rules: rulesIn(store) };
}

const someFaults = (chance: Chance, possible: readonly Fault[]): Fault[] =>
  possible.filter(() => chance.happens(0.25));

/** What hides a part of the fleet, or when it fell silent, would hide that it did so together. */
function fleetFaults(chance: Chance): Fault[] {
  const others = FAULTS.filter((fault) => fault !== "blindness" && fault !== "tmux");
  return [...someFaults(chance, others), ...(chance.happens(0.6) ? (["tmux"] as const) : [])];
}

const rulesIn = ({ db }: Store): Rule[] =>
  db
    .query<{ rule: Rule }, []>("SELECT DISTINCT rule FROM watch_log")
    .all()
    .map(({ rule }) => rule);

const settingsOf = (policy: WatchPolicy): WatchdogSettings => ({
  mode: policy.mode,
  stale: policy.staleMs,
  interval: policy.intervalMs,
  boot: policy.bootMs,
  tool: policy.toolMs,
  cpuShare: policy.cpuShare,
  top: policy.top,
  nudge: policy.nudge,
  triage: null,
  runtimes: {},
  roles: {},
});

/** A warning without a reason in the world is a defect. */
const logOf = (world: World): Logger =>
  createConsola({
    throttle: 0,
    reporters: [
      {
        log: ({ type, args }) => {
          if (!world.refuses && (type === "warn" || type === "error")) throw new Error(args.join(" "));
        },
      },
    ],
  });
