import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { permissionsOf } from "../../config/permissions-of.ts";
import { refuseAdoption } from "../../domain/agent/adoption.ts";
import type { Permissions } from "../../domain/agent/permissions.ts";
import { isOpen } from "../../domain/session.ts";
import { describeError, OverstoryError, systemCode } from "../../errors.ts";
import type { Git } from "../../git/git.ts";
import { readStatus } from "../../git/status.ts";
import { listWorktrees } from "../../git/worktree-list.ts";
import { noncesOf } from "../../process/environ.ts";
import { quoteWord } from "../../runtimes/quote-word.ts";
import { findOpenByConversation, findSessionByNonce } from "../../store/sessions.ts";
import type { World } from "../world.ts";
import { type AgentTarget, type Candidate, findAgent } from "./find-agent.ts";

export interface AdoptionWish {
  target: AgentTarget;
  /** Name of its runtime; null for any. */
  runtime: string | null;
  /** Break its turn off. */
  force: boolean;
}

/** An agent that can be taken over, and what it works on. */
export interface AdoptionPlan {
  runtime: string;
  conversation: string;
  folder: string;
  /** Top of the work tree around its folder. */
  worktree: string;
  /** What is checked out there; null when nothing is by name. */
  branch: string | null;
  head: string | null;
  /** Paths with uncommitted changes. */
  dirtyFiles: number;
  pid: number | null;
  isBusy: boolean | null;
  /** What it may do unasked from then on. */
  permissions: Permissions;
  /** The line by which a person goes on with the conversation; null where none is known. */
  byHand: string | null;
}

/** Finds the agent, and looks at what it works on. Throws why it cannot be taken over; changes nothing. */
export async function planAdoption(
  world: World,
  { target, runtime, force }: AdoptionWish,
): Promise<AdoptionPlan> {
  const { runtimes, settings, git } = world;
  const candidate = await findAgent(runtimes, target, runtime, process.env);
  const { found } = candidate;
  const { name } = candidate.runtime;
  const folder = realFolder(found.folder);
  const worktree = await worktreeOf(git, folder);
  const holder = await holderOf(world, candidate);
  const { isEmpty = false } = found;
  const refusal = refuseAdoption({ ...found, isEmpty, runtime: name, folder, worktree, holder }, force);
  if (refusal)
    throw new OverstoryError("conflict", refusal.message, refusal.hint ? { hint: refusal.hint } : {});
  const top = worktree ?? folder;
  const { head, branch, changed } = await readStatus(git.at(top));
  return {
    runtime: name,
    conversation: found.conversation,
    folder,
    worktree: top,
    branch,
    head,
    dirtyFiles: changed.length,
    pid: found.pid,
    isBusy: found.isBusy,
    permissions: permissionsOf(settings, name, settings.role),
    byHand: lineOf(candidate, folder),
  };
}

/** Top of the work tree of this repository that the folder lies in; null for one of another repository, or none. */
async function worktreeOf(git: Git, folder: string): Promise<string | null> {
  const top = topOf(folder);
  return (await listWorktrees(git)).some(({ path }) => path === top) ? top : null;
}

/** The nearest folder from there upwards that is the top of a work tree of any repository. */
function topOf(folder: string): string | null {
  if (existsSync(join(folder, ".git"))) return folder;
  const above = dirname(folder);
  return above === folder ? null : topOf(above);
}

async function holderOf(
  { store: { db } }: Pick<World, "store">,
  { runtime, found }: Candidate,
): Promise<string | null> {
  const same = findOpenByConversation(db, runtime.name, found.conversation);
  if (same) return same.key;
  const nonce = found.pid === null ? undefined : (await noncesOf([found.pid])).get(found.pid);
  const owner = nonce === undefined ? null : findSessionByNonce(db, nonce);
  return owner && isOpen(owner.state) ? owner.key : null;
}

function lineOf({ adoption, found }: Candidate, folder: string): string | null {
  const line = adoption.byHand?.(found.conversation);
  return line === undefined ? null : `cd ${quoteWord(folder)} && ${line}`;
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    throw new OverstoryError("not_found", `the folder of the agent is gone: ${describeError(error)}`);
  }
}
