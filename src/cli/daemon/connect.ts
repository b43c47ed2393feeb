import { version } from "../../../package.json";
import { Client } from "../../api/client.ts";
import type { DaemonView, StatusView } from "../../api/contract/status.ts";
import { OverstoryError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { nonceOf, tokenOf } from "../caller.ts";
import { remark } from "../output.ts";

const PATIENCE_MS = 5000;

/** A client of the project's daemon, which may not run; an agent calls as itself. */
export const clientOf = ({ socket, root }: ProjectPaths): Client =>
  new Client(socket, { token: tokenOf(root), nonce: nonceOf() });

/** A client of the project's daemon, which is started if none answers. Throws `daemon_unavailable`. */
export async function connect(paths: ProjectPaths): Promise<Client> {
  const client = clientOf(paths);
  warnOfOtherVersion(await ensureDaemon(client, paths));
  return client;
}

/** The status by a single call where a daemon runs; otherwise one is started first. */
export const readStatus = (client: Client, paths: ProjectPaths, all: boolean): Promise<StatusView> =>
  callOnce(client, paths, () => client.status(all));

/** For calls that may be made twice: no question is asked first, and a daemon is started only where none answers. */
export const callDaemon = <T>(paths: ProjectPaths, call: (client: Client) => Promise<T>): Promise<T> => {
  const client = clientOf(paths);
  return callOnce(client, paths, () => call(client));
};

async function callOnce<T>(client: Client, paths: ProjectPaths, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
  await ensureDaemon(client, paths);
  return await call();
}

/** The daemon that answers; one that is started now if there was none. */
export async function ensureDaemon(client: Client, paths: ProjectPaths): Promise<DaemonView> {
  const running = await findDaemon(client);
  if (running) return running;
  const { startDaemon } = await import("./start.ts");
  return await startDaemon(client, paths);
}

/** The daemon that answers, or undefined when nothing does. Other failures are thrown: a silent daemon is not an absent one. */
export async function findDaemon(client: Client): Promise<DaemonView | undefined> {
  try {
    return await client.daemon();
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}

/** The same for a daemon that may hang: undefined also when none answers within seconds. */
export const findPromptDaemon = (client: Client): Promise<DaemonView | undefined> =>
  Promise.race([findDaemon(client), Bun.sleep(PATIENCE_MS).then(() => undefined)]);

export const isUnavailable = (error: unknown): error is OverstoryError =>
  error instanceof OverstoryError && error.code === "daemon_unavailable";

export function warnOfOtherVersion(daemon: DaemonView): void {
  if (daemon.version === version) return;
  remark(
    `warning: the daemon is version ${daemon.version}, this command ${version}; run: overstory daemon restart`,
  );
}
