import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Role, Sandbox } from "../domain/role.ts";
import type { Session } from "../domain/session.ts";
import { OverstoryError, systemCode } from "../errors.ts";
import { agentFolder, agentSpool, DOOR_SOCKET } from "../paths.ts";
import { bubblewrapArgv, type Confinement } from "../process/sandbox.ts";
import type { Launch } from "../runtimes/runtime.ts";
import { baseEnvironment } from "./agent-environment.ts";
import type { World } from "./world.ts";

/** Top of overstory's own files. */
const PROGRAM = join(import.meta.dir, "../..");

type Bubblewrap = Extract<Sandbox, { kind: "bubblewrap" }>;
type ConfiningWorld = Pick<World, "paths" | "settings" | "runtimes">;

/** The launch in the sandbox that the role asks for; as it is without one. Throws `conflict` when it cannot be made. */
export function confine(
  world: ConfiningWorld,
  session: Session,
  { name, sandbox }: Role,
  launch: Launch,
): Launch {
  if (sandbox === null) return launch;
  const worktree = requireWorktree(session);
  if (sandbox.kind === "command") {
    const words = sandbox.argv.map((word) =>
      word.replaceAll("{worktree}", worktree).replaceAll("{gitDir}", world.paths.gitDir),
    );
    return { ...launch, argv: [...words, ...launch.argv] };
  }
  const inherited = baseEnvironment(world.settings, process.env, worktree);
  const bwrap = Bun.which("bwrap", { PATH: inherited.PATH ?? "" });
  if (bwrap === null)
    throw new OverstoryError("conflict", `roles.${name}.sandbox: bubblewrap (bwrap) is not installed`, {
      hint: "install it with your package manager, or set the sandbox of this role to null",
    });
  const places = confinementOf(world, session, sandbox, { ...inherited, ...launch.env });
  return { ...launch, argv: bubblewrapArgv(bwrap, places, launch.argv) };
}

/** What its agent finds in the sandbox. */
export function confinementOf(
  { paths, runtimes }: ConfiningWorld,
  session: Session,
  { network, writable }: Bubblewrap,
  environment: Readonly<Record<string, string | undefined>>,
): Confinement {
  const worktree = requireWorktree(session);
  const admin = adminFolder(worktree);
  const home = environment.HOME ?? "/";
  const ofCli = runtimes.require(session.runtime).homes?.(environment) ?? [];
  mkdirSync(join(paths.gitDir, "logs"), { recursive: true });
  // Only what is there can be kept from being written: git that runs outside would run what is configured in it.
  writeFileSync(join(admin, "config.worktree"), "", { flag: "a" });
  return {
    network,
    writable: [
      worktree,
      ...["objects", "refs", "logs", "lfs"].map((name) => join(paths.gitDir, name)),
      admin,
      agentFolder(paths, session.id),
      agentSpool(paths, session.id),
      ...ofCli,
      ...writable.map((path) => (path.startsWith("~/") ? join(home, path.slice(2)) : path)),
    ],
    readable: [
      ...(home === "/" ? [] : [home]),
      paths.root,
      paths.gitDir,
      // Where its git folder is: git that runs outside would follow it, and run what is configured there.
      join(worktree, ".git"),
      ...["commondir", "gitdir", "config.worktree"].map((name) => join(admin, name)),
      paths.bin,
      paths.door,
      // The `overstory` that it calls, wherever that is installed.
      dirname(process.execPath),
      PROGRAM,
    ],
    hidden: [...new Set([paths.state, paths.runtime])],
    links: [{ path: paths.socket, to: join(paths.door, DOOR_SOCKET) }],
  };
}

/** Where git keeps what it knows of that worktree. */
function adminFolder(worktree: string): string {
  try {
    const line = /^gitdir: (.+)$/m.exec(readFileSync(join(worktree, ".git"), "utf8"))?.[1];
    if (line !== undefined) return resolve(worktree, line);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
  throw new OverstoryError(
    "conflict",
    `${worktree} is no worktree beside the main one; no sandbox can be made for it`,
    {
      hint: "give its session a role without a sandbox",
    },
  );
}

function requireWorktree({ key, worktree }: Session): string {
  if (worktree !== null) return worktree;
  throw new OverstoryError("internal", `${key} has no worktree`);
}
