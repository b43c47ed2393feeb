import type { Identity } from "../api/connection.ts";
import type { Instructions } from "../api/contract/call.ts";
import { readShell } from "./shell.ts";

/** What was answered beside the noun of this command's last call. */
let heard: Instructions | undefined;

/** Whether an agent runs this command: one of ours by its token, another by saying so. */
export const isAgent = (env = process.env): boolean =>
  Boolean(env.OVERSTORY_TOKEN) || env.OVERSTORY_AGENT === "1";

/** The agent's token, in its own project only: elsewhere it means nothing. */
export const tokenOf = (root: string, env = process.env): string | undefined =>
  isHome(root, env) && env.OVERSTORY_TOKEN ? env.OVERSTORY_TOKEN : undefined;

/** Marks what agents start, also where their token was taken away. */
export const nonceOf = (env = process.env): string | undefined => env.OVERSTORY_NONCE || undefined;

const isHome = (root: string, { OVERSTORY_PROJECT: home }: NodeJS.ProcessEnv): boolean =>
  !home || home === root;

/**
 * On whose behalf a command calls: an agent of ours as itself, by its token; a person for the session that is named, or the
 * one that is current in the terminal.
 *
 * @param root top of the project that is called
 * @param session from `--session`
 */
export async function callerOf(
  root: string,
  session: string | undefined,
  env = process.env,
): Promise<Identity> {
  const token = tokenOf(root, env);
  const kept = isHome(root, env) ? env.OVERSTORY_SESSION || undefined : undefined;
  return {
    token,
    nonce: nonceOf(env),
    session: session ?? (token === undefined ? kept : undefined),
    terminal: token === undefined ? await readShell() : undefined,
    isAgent: isAgent(env),
    hear: (instructions) => {
      heard = instructions;
    },
  };
}

/** What to do next, if the daemon has said so. */
export const heardInstructions = (): Instructions | undefined => heard;
