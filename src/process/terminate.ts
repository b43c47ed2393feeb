import type { ProcessIdentity } from "../domain/session.ts";
import type { DeathWatch } from "./death-watch.ts";
import { findMembers } from "./members.ts";
import { signalProcess } from "./signal.ts";

export interface TerminateTarget {
  leader: ProcessIdentity | null;
  agent: ProcessIdentity | null;
  /** Value of OVERSTORY_NONCE in the environment of the session's processes. */
  nonce: string | null;
}

export interface TerminateOptions {
  /** How long the processes have to end by themselves. */
  graceMs: number;
  /** Skip the polite part. */
  force: boolean;
}

/** SIGHUP comes second: it ends an interactive shell, which ignores SIGTERM, but would cut short others' cleaning up. */
const POLITE_SIGNALS = ["SIGTERM", "SIGHUP"] as const;
/** How long the kernel gets to carry out SIGKILL, in all and in each round. */
const KILL_LIMIT_MS = 5000;
const KILL_ROUND_MS = 500;
/** Between the two looks that must both find no one. */
const SETTLE_MS = 5;

/**
 * Ends every process of a session and answers who survived (none, unless the kernel would not let go of them, they are
 * another user's, or they start new ones faster than they can be found). Takes at most the grace and five seconds.
 */
export async function terminate(
  { leader, agent, nonce }: TerminateTarget,
  { graceMs, force }: TerminateOptions,
  deaths: DeathWatch,
): Promise<ProcessIdentity[]> {
  const look = memberTracker(
    [leader, agent].filter((identity) => identity !== null),
    nonce,
  );
  if (!force) await endPolitely(look, leader?.pid, graceMs, deaths);
  return killUntilEmpty(look, deaths);
}

type Look = () => Promise<ProcessIdentity[]>;

/** Remembers whom it has seen: after a parent's death nothing else may tie its children to the session. */
function memberTracker(first: readonly ProcessIdentity[], nonce: string | null): Look {
  const known = new Map(first.map((identity) => [`${identity.pid} ${identity.startTime}`, identity]));
  return async () => {
    const members = await findMembers({ known: [...known.values()], nonce });
    for (const member of members) known.set(`${member.pid} ${member.startTime}`, member);
    return members;
  };
}

async function endPolitely(
  look: Look,
  leaderPid: number | undefined,
  graceMs: number,
  deaths: DeathWatch,
): Promise<void> {
  for (const signal of POLITE_SIGNALS) {
    const members = await look();
    if (members.length === 0) return;
    // SIGHUP would end the launcher before it can record how the agent ends; it ends by itself after that.
    await signalAll(signal === "SIGHUP" ? members.filter(({ pid }) => pid !== leaderPid) : members, signal);
    // A stopped process takes a signal only once it runs again.
    await signalAll(members, "SIGCONT");
    await deathOfAll(members, graceMs / POLITE_SIGNALS.length, deaths);
  }
}

async function killUntilEmpty(look: Look, deaths: DeathWatch): Promise<ProcessIdentity[]> {
  const end = performance.now() + KILL_LIMIT_MS;
  for (let emptyLooks = 0; emptyLooks < 2; ) {
    const members = await look();
    if (members.length === 0) {
      emptyLooks++;
      await Bun.sleep(SETTLE_MS);
      continue;
    }
    if (performance.now() > end) return members;
    emptyLooks = 0;
    await signalAll(members, "SIGKILL");
    await deathOfAll(members, KILL_ROUND_MS, deaths);
  }
  return [];
}

const signalAll = (members: readonly ProcessIdentity[], signal: NodeJS.Signals) =>
  Promise.all(members.map((member) => signalProcess(member, signal)));

/** Until all are dead, or the time is up. */
async function deathOfAll(members: readonly ProcessIdentity[], withinMs: number, deaths: DeathWatch) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, withinMs);
  let living = members.length;
  const unwatch = members.map((member) =>
    deaths.watch(member, () => {
      living--;
      if (living === 0) resolve();
    }),
  );
  await promise;
  clearTimeout(timer);
  for (const stop of unwatch) stop();
}
