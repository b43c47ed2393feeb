import type { Session } from "../../domain/session.ts";
import { OverstoryError } from "../../errors.ts";
import { check } from "../../process/identity.ts";
import { terminate } from "../../process/terminate.ts";
import { type AdoptionRecord, findAdoption } from "../../store/adoptions.ts";
import { saveWork } from "../work.ts";
import type { World } from "../world.ts";

/**
 * Makes sure that the agent which a person started has ended, politely, with its uncommitted work saved first; answers the
 * folder in which its conversation goes on. Can be done again. Throws `conflict` when it does not end.
 */
export async function takeFromPerson(world: World, session: Session): Promise<string> {
  const { folder, process } = requireAdoption(world, session);
  if (process === null || (await check(process)) === "dead") return folder;
  await saveWork(world, session);
  const { deaths, settings } = world;
  const survivors = await terminate(
    { leader: null, agent: process, nonce: null },
    { graceMs: settings.stopGrace, force: false },
    deaths,
  );
  if (survivors.length === 0) return folder;
  const pids = survivors.map(({ pid }) => pid).join(", ");
  throw new OverstoryError("conflict", `processes of the agent do not end: ${pids}`, {
    hint: "end them, then take it over again",
  });
}

function requireAdoption({ store }: Pick<World, "store">, { id, key }: Session): AdoptionRecord {
  const adoption = findAdoption(store.db, id);
  if (adoption) return adoption;
  throw new OverstoryError("internal", `nothing is on record of how ${key} was taken over`);
}
