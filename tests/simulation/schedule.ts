import { createConsola } from "consola/basic";
import type { WatchdogSettings } from "../../src/config/watchdog.ts";
import type { WatchPolicy } from "../../src/domain/watchdog/policy.ts";
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
import { Rules } from "./rules.ts";
import { World } from "./world.ts";

/** One look may come just before a change, and the one after it may be the first that shows it. */
const LOOKS_OF_SLACK = 3;

/** What a schedule came to, to be sure that schedules come to something. */
export interface Played {
  steps: number;
  sessions: number;
  terminated: number;
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
  const rules = new Rules(world, store, policy, { earlyMs, lateMs });
  const hands = new Hands(world, store, rules, hasTriage);
  const daemon = new Daemon({ world, store, fleet, mailbox, actions: hands, log: logOf(world) }, settings);
  fleet.begin(isFleet ? 7 + chance.below(6) : 1 + chance.below(5));
  return { chance, policy, world, isFleet, rules, hands, daemon };
}

/** One schedule from its seed: the same seed gives the same. Throws with the rule that was broken. */
export async function play(seed: number, store: Store, time: { now: () => number }): Promise<Played> {
  const { chance, policy, world, isFleet, rules, hands, daemon } = build(seed, store, time);
  // Who is blinded alone does not stand still together with the others.
  const possible = isFleet ? FAULTS.filter((fault) => fault !== "blindness") : FAULTS;
  const faults: Fault[] = possible.filter(() => chance.happens(0.25));
  const steps = 40 + chance.below(80);
  const cutAt = isFleet ? chance.below(steps / 2) : steps;
  for (let step = 0; step < steps; step++) {
    if (step === cutAt)
      world.cutOff(chance.below(policy.staleMs + 6 * policy.intervalMs), 0.6 * policy.intervalMs);
    const fault = chance.pick(faults);
    if (fault && chance.happens(0.08)) await disturb(world, daemon, fault);
    await daemon.live();
    if (process.env.TRACE)
      console.log(
        step,
        fault,
        Math.round(world.time.seen / 1000),
        Math.round(daemon.observed / 1000),
        [...world.agents.values()].map((a) => `${a.doing}@${Math.round(a.movedAt / 1000)}`).join(" / "),
        JSON.stringify(world.blindness.map((b) => b.sight + (b.sessionId ? "1" : "*"))),
        JSON.stringify(
          store.db
            .query(
              "select s.key k, json_extract(verdict,'$.rule') r, ladder_level l, round(stepped_at/1000) t, round(json_extract(verdict,'$.movedAt')/1000) m from watches join sessions s on s.id=session_id",
            )
            .values(),
        ),
      );
    rules.check();
  }
  return { steps, sessions: world.agents.size, terminated: hands.terminated };
}

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
