import type { Database } from "bun:sqlite";

/** Whose processes were started with that nonce, in words; null when it is of nothing here. */
export function findInsider(db: Database, nonce: string): string | null {
  const agent = db.query<{ key: string }, [string]>("SELECT key FROM sessions WHERE nonce = ?").get(nonce);
  if (agent) return agent.key;
  const gate = db
    .query<{ command: string }, [string, string]>(
      "SELECT command FROM gate_runs WHERE id = ? UNION ALL SELECT command FROM batch_gates WHERE id = ?",
    )
    .get(nonce, nonce);
  return gate && `the gate ${JSON.stringify(gate.command)}`;
}
