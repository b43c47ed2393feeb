import type { Session } from "../../domain/session.ts";
import { describeError, OverstoryError } from "../../errors.ts";
import { sendInput } from "../session-input.ts";
import type { Stopper } from "../stopper.ts";
import type { World } from "../world.ts";
import type { Actions } from "./ports.ts";
import { Triage } from "./triage.ts";

/** What the watchdog does to sessions, done for real. */
export function createActions(world: World, stopper: Stopper): Actions {
  const triage = new Triage(world.settings.watchdog.triage, world.paths.root, world.log, world.clock);
  return {
    nudge: (session, text) => nudge(world, session, text),
    terminate: (session, cause) => stopper.stop(session, cause, false),
    triage: (session, evidence) => triage.ask(session, evidence),
  };
}

async function nudge(world: World, session: Session, text: string): Promise<string | null> {
  try {
    await sendInput(world, session, text, true);
    return null;
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return describeError(error);
  }
}
