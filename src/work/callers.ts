import type { WorkServices } from "../api/work-services.ts";
import { lineNonces } from "../process/line-nonces.ts";
import { listSocketPeers } from "../process/socket-peers.ts";
import { findInsider } from "../store/insiders.ts";
import { findByTerminal, findByToken } from "../store/session-keeping.ts";
import type { Store } from "../store/store.ts";

/** Who calls, told by what only that session has. */
export const createCallers = ({ db }: Pick<Store, "db">): WorkServices["callers"] => ({
  ofToken: (token) => findByToken(db, token),
  ofTerminal: (terminal) => findByTerminal(db, terminal),
  insider: async ({ pid, nonce }) => {
    const told = nonce === null ? null : findInsider(db, nonce);
    return told === null ? findAmongPeers(db, pid) : { who: told, isSure: true };
  },
});

/**
 * Which connection a request came by cannot be seen, only who holds one. So a caller that says who it is is looked at, if it
 * does hold one; of any other, none of those who do may be an insider.
 */
async function findAmongPeers(db: Store["db"], pid: number | null) {
  const peers = listSocketPeers();
  const isKnown = pid !== null && peers.has(pid);
  const suspects = isKnown ? [pid] : [...peers];
  for (const suspect of suspects)
    for (const nonce of await lineNonces(suspect)) {
      const who = findInsider(db, nonce);
      if (who !== null) return { who, isSure: isKnown || peers.size === 1 };
    }
  return null;
}
