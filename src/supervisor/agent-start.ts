import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { permissionsOf } from "../config/runtimes.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { agentFolder, agentSpool } from "../paths.ts";
import { hookLine } from "../runtimes/hook-line.ts";
import type { Launch } from "../runtimes/runtime.ts";
import { firstPrompt } from "./first-prompt.ts";
import type { World } from "./world.ts";

/** Asks the session's runtime how it is started, and puts the files in place that it wants. Can be done again. */
export function prepareAgent(world: World, session: Session, task: Task | null): Launch {
  const { paths, settings, runtimes } = world;
  const { worktree, conversationId, predecessorId, mode } = session;
  if (worktree === null) throw new OverstoryError("internal", `${session.key} has no folder to work in`);
  const folder = agentFolder(paths, session.id);
  const spool = agentSpool(paths, session.id);
  for (const one of [folder, spool]) mkdirSync(one, { recursive: true, mode: 0o700 });
  const isResumed = session.conversationBeganAt !== null;
  const launch = runtimes.require(session.runtime).launch({
    session,
    task,
    folder,
    worktree,
    root: paths.root,
    prompt: firstPrompt(session, task, predecessorId !== null && isResumed),
    conversation: conversationId === null ? null : { id: conversationId, resume: isResumed },
    mode,
    permissions: permissionsOf(settings.runtimes[session.runtime] ?? {}, session.role),
    hook: (event) => hookLine(spool, event),
    spool,
    environment: process.env,
  });
  for (const [name, text] of Object.entries(launch.files ?? {}))
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  return launch;
}
