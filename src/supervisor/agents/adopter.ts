import { nameProblem } from "../../domain/names.ts";
import type { ProcessIdentity, Session } from "../../domain/session.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import { identify } from "../../process/identity.ts";
import { insertAdoption } from "../../store/adoptions.ts";
import {
  findOpenByConversation,
  findOpenByName,
  insertSession,
  requireSession,
} from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import type { Booter } from "../booter.ts";
import type { World } from "../world.ts";
import { type AdoptionPlan, type AdoptionWish, planAdoption } from "./adoption-plan.ts";

export interface Takeover {
  /** Its session's name; null for one that is made. */
  name: string | null;
  /** Must still be its conversation. */
  conversation: string;
  /** Gives the new session its work, in the same transaction. */
  claim: ((tx: Transaction, session: Session) => void) | null;
}

/** Takes over agents that a person started: their conversations go on as sessions, in the same folder. */
export class Adopter {
  readonly #world: World;
  readonly #booter: Pick<Booter, "boot">;

  constructor(world: World, booter: Pick<Booter, "boot">) {
    this.#world = world;
    this.#booter = booter;
  }

  /** See `planAdoption`. */
  look(wish: AdoptionWish): Promise<AdoptionPlan> {
    return planAdoption(this.#world, wish);
  }

  /** Resolves when the intent is recorded: the old process is ended and the conversation gone on with after that, also by a later daemon. */
  async adopt(
    wish: AdoptionWish,
    { name, conversation, claim }: Takeover,
  ): Promise<{ plan: AdoptionPlan; session: Session }> {
    requireName(name);
    const plan = await this.look(wish);
    if (plan.conversation !== conversation)
      throw new OverstoryError("conflict", `it has another conversation by now: ${plan.conversation}`);
    const running = plan.pid === null ? null : await requireProcess(this.#world, plan, plan.pid);
    const session = await this.#world.store.write((tx) => {
      const begun = this.#begin(tx, plan, running, name);
      claim?.(tx, begun);
      return requireSession(tx.db, begun.id);
    });
    this.#booter.boot(session);
    return { plan, session };
  }

  #begin(tx: Transaction, plan: AdoptionPlan, process: ProcessIdentity | null, name: string | null): Session {
    const { runtime, conversation, folder, worktree, branch, head, byHand } = plan;
    const holder = findOpenByConversation(tx.db, runtime, conversation);
    if (holder)
      throw new OverstoryError("conflict", `${runtime} ${conversation} is the agent of ${holder.key}`);
    const session = insertSession(tx, {
      name: name ?? freeName(tx, runtime),
      role: this.#world.settings.role,
      runtime,
      conversationId: conversation,
      conversationBeganAt: tx.at,
      adoptedAt: tx.at,
      worktree,
      branch,
      baseCommit: head,
    });
    insertAdoption(tx, session.id, { folder, process, byHand });
    tx.event(
      "session.adopted",
      { sessionId: session.id },
      { key: session.key, name: session.name, runtime, conversation, folder, pid: plan.pid },
    );
    return session;
  }
}

function requireName(name: string | null): void {
  const problem = name === null ? undefined : nameProblem(name);
  if (problem) throw usageError(`--name: ${JSON.stringify(name)} ${problem}`);
}

/** The process as it can be found again. Asked for its conversation once more: its pid may be another's by now. */
async function requireProcess(
  { runtimes }: World,
  { runtime, conversation }: AdoptionPlan,
  pid: number,
): Promise<ProcessIdentity> {
  const identified = await identify(pid);
  const agent = await runtimes.require(runtime).adoption?.byProcess(pid, process.env);
  const isSame = agent?.conversation === conversation;
  if (isSame && typeof identified === "object" && "found" in identified) return identified.found;
  throw new OverstoryError("conflict", `process ${pid} cannot be told from others`, {
    hint: "it has ended by now, or is another user's",
  });
}

/** `adopted-claude`, or with the next number that no open session has. */
function freeName({ db }: Transaction, runtime: string): string {
  for (let number = 1; ; number++) {
    const name = `adopted-${runtime}${number === 1 ? "" : `-${number}`}`;
    if (findOpenByName(db, name) === null) return name;
  }
}
