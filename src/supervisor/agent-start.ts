import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { permissionsOf } from "../config/permissions-of.ts";
import { roleOf } from "../config/role-of.ts";
import type { AgentMode } from "../domain/agent/permissions.ts";
import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import { OverstoryError } from "../errors.ts";
import { agentFolder, agentSpool } from "../paths.ts";
import type { Launch, McpServer, Runtime } from "../runtimes/runtime.ts";
import { latestApproval } from "../store/approvals.ts";
import { listLostWords } from "../store/messages.ts";
import { readToken } from "../store/session-keeping.ts";
import { getSession } from "../store/sessions.ts";
import { HookLines } from "./agents/hook-lines.ts";
import { confine } from "./confine.ts";
import { firstPrompt } from "./first-prompt.ts";
import { readRefusal } from "./merging/read-refusal.ts";
import { roleInstructions } from "./role-instructions.ts";
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
  const role = roleOf(settings, session.role);
  const { instructions, mcp } = runtime.abilities;
  const launch = runtime.launch({
    session,
    task,
    folder,
    worktree,
    root: paths.root,
    prompt: promptFor(world, session, task),
    conversation: conversationId === null ? null : { id: conversationId, resume: isResumed },
    mode,
    permissions: permissionsOf(settings, session.runtime, session.role),
    instructions: instructions === "flag" ? roleInstructions(role, paths.root, session, task) : null,
    model: role.model,
    mcp: mcp ? ownServer(world, session) : null,
    hook: hooks.line,
    spool,
    environment: process.env,
  });
  hooks.save();
  for (const [name, text] of Object.entries(launch.files ?? {}))
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  return confine(world, session, role, launch);
}

/** The tools that a session calls as itself. */
function ownServer({ paths, store }: World, session: Session): McpServer | null {
  const token = readToken(store.db, session.id);
  if (token === null) return null;
  const env = { OVERSTORY_PROJECT: paths.root, OVERSTORY_SESSION: session.key, OVERSTORY_TOKEN: token };
  return { command: join(paths.bin, "overstory"), args: ["mcp"], env };
}

/** What its agent is told first. */
export function promptFor(world: World, session: Session, task: Task | null): string {
  const { runtimes, store, settings, paths } = world;
  const { predecessorId, conversationBeganAt, mode } = session;
  const { firstPrompt: promptWay, instructions } = runtimes.require(session.runtime).abilities;
  return firstPrompt({
    task,
    branch: session.branch,
    predecessor: predecessorId === null ? null : getSession(store.db, predecessorId),
    isResumed: predecessorId !== null && conversationBeganAt !== null,
    isModel: promptWay !== "environment",
    instructions:
      instructions === "prompt"
        ? roleInstructions(roleOf(settings, session.role), paths.root, session, task)
        : null,
    mode,
    isAdopted: session.adoptedAt !== null,
    refusal: task && readRefusal(store.db, task),
    approval: latestApproval(store.db, session.id),
    written: predecessorId === null ? [] : listLostWords(store.db, predecessorId),
  });
}
