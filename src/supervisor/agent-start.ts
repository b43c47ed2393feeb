import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { permissionsOf } from "../config/runtimes.ts";
import type { AgentMode } from "../domain/agent/permissions.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { agentFolder, agentSpool } from "../paths.ts";
import type { Launch, Runtime } from "../runtimes/runtime.ts";
import { latestApproval } from "../store/approvals.ts";
import { listLostWords } from "../store/messages.ts";
import { getSession } from "../store/sessions.ts";
import { HookLines } from "./agents/hook-lines.ts";
import { firstPrompt } from "./first-prompt.ts";
import type { World } from "./world.ts";

/** How agents of a runtime are run, as far as it can be. */
export function modeOf(
  { runtimes }: Pick<World["settings"], "runtimes">,
  { name, abilities }: Pick<Runtime, "name" | "abilities">,
): AgentMode {
  return abilities.headless ? (runtimes[name]?.mode ?? "interactive") : "interactive";
}

/** Asks the session's runtime how it is started, and puts the files in place that it wants. Can be done again. */
export function prepareAgent(world: World, session: Session, task: Task | null): Launch {
  const { paths, settings, runtimes } = world;
  const { worktree, conversationId, mode } = session;
  if (worktree === null) throw new OverstoryError("internal", `${session.key} has no folder to work in`);
  const folder = agentFolder(paths, session.id);
  const spool = agentSpool(paths, session.id);
  for (const one of [folder, spool]) mkdirSync(one, { recursive: true, mode: 0o700 });
  const isResumed = session.conversationBeganAt !== null;
  const runtime = runtimes.require(session.runtime);
  const hooks = new HookLines(runtime, spool);
  const launch = runtime.launch({
    session,
    task,
    folder,
    worktree,
    root: paths.root,
    prompt: promptFor(world, session, task),
    conversation: conversationId === null ? null : { id: conversationId, resume: isResumed },
    mode,
    permissions: permissionsOf(settings.runtimes[session.runtime] ?? {}, session.role),
    hook: hooks.line,
    spool,
    environment: process.env,
  });
  hooks.save();
  for (const [name, text] of Object.entries(launch.files ?? {}))
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  return launch;
}

/** What its agent is told first. */
export function promptFor({ runtimes, store }: World, session: Session, task: Task | null): string {
  const { predecessorId, conversationBeganAt, mode } = session;
  return firstPrompt({
    task,
    branch: session.branch,
    predecessor: predecessorId === null ? null : getSession(store.db, predecessorId),
    isResumed: predecessorId !== null && conversationBeganAt !== null,
    isModel: runtimes.require(session.runtime).abilities.firstPrompt !== "environment",
    mode,
    isAdopted: session.adoptedAt !== null,
    approval: latestApproval(store.db, session.id),
    written: predecessorId === null ? [] : listLostWords(store.db, predecessorId),
  });
}
