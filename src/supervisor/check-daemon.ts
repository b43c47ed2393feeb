import type { Check } from "../domain/check.ts";
import { describeError } from "../errors.ts";
import { checkDatabase } from "../store/database-checks.ts";
import type { World } from "./world.ts";

/** What only the daemon can check: its database and its tmux server. */
export async function checkDaemon(world: World): Promise<Check[]> {
  return [...checkDatabase(world.store.db), await checkTmux(world)];
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
