import { describeError } from "../errors.ts";
import type { World } from "./world.ts";

export interface Check {
  name: string;
  state: "ok" | "warning" | "failed";
  message: string;
  /** The remedy. */
  hint: string | null;
}

/** What only the daemon can check: its database and its tmux server. */
export async function checkDaemon(world: World): Promise<Check[]> {
  return [checkIntegrity(world), checkForeignKeys(world), await checkTmux(world)];
}

function checkIntegrity({ store, paths }: World): Check {
  const result = store.db.query<{ integrity_check: string }, []>("PRAGMA integrity_check(5)").all();
  const words = result.map(({ integrity_check }) => integrity_check).join("; ");
  return words === "ok"
    ? ok("database", "integrity is ok")
    : {
        name: "database",
        state: "failed",
        message: words,
        hint: `stop the daemon and put a backup in place of ${paths.database}`,
      };
}

function checkForeignKeys({ store }: World): Check {
  const broken = store.db.query("PRAGMA foreign_key_check").all().length;
  return broken === 0
    ? ok("references", "every reference leads somewhere")
    : {
        name: "references",
        state: "failed",
        message: `${broken} rows refer to rows that are gone`,
        hint: null,
      };
}

async function checkTmux({ tmux }: World): Promise<Check> {
  const server = tmux.current;
  if (!server) return ok("tmux server", "none runs; it is started with the first session");
  try {
    const panes = await server.listPanes();
    return ok("tmux server", `pid ${server.server.serverPid}, ${panes.length - 1} panes`);
  } catch (error) {
    return {
      name: "tmux server",
      state: "failed",
      message: describeError(error),
      hint: "its sessions cannot be seen until it answers",
    };
  }
}

const ok = (name: string, message: string): Check => ({ name, state: "ok", message, hint: null });
