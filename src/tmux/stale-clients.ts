import type { Connection } from "./connection.ts";
import { KEEPER } from "./server.ts";

/**
 * Pids of the control clients that hang on the keeper session, other than ours. A client whose daemon was killed while
 * output was on its way to it never ends by itself, and a server that is to end would wait for it for ever.
 */
export async function listStaleClients(connection: Connection): Promise<number[]> {
  const [own, ...clients] = await connection.run([
    ["display-message", "-p", "#{client_pid}"],
    ["list-clients", "-t", `=${KEEPER}`, "-F", "#{client_control_mode} #{client_pid}"],
  ]);
  return clients
    .flatMap((row) => /^1 (\d+)$/.exec(row)?.[1] ?? [])
    .filter((pid) => pid !== own)
    .map(Number);
}
