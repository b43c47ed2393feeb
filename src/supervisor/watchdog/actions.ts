import type { Messages } from "../messages/messages.ts";
import type { Stopper } from "../stopper.ts";
import type { World } from "../world.ts";
import type { Actions } from "./ports.ts";
import { Triage } from "./triage.ts";

/** What the watchdog does to sessions, done for real. */
export function createActions(world: World, stopper: Stopper, messages: Messages): Actions {
  const triage = new Triage(world.settings.watchdog.triage, world.paths.root, world.log, world.clock);
  return {
    nudge: (session, text) => messages.nudge(session, text),
    terminate: (session, cause) => stopper.stop(session, cause, false),
    triage: (session, evidence) => triage.ask(session, evidence),
  };
}
