import { join } from "node:path";
import { type SessionStore, sessionStoreOver } from "./session-store.ts";
import { Store } from "./store.ts";

/**
 * Opens the session store of a folder (`<dir>/overstory.db`), making it when absent.
 *
 * @returns `migrated`: legacy sessions were taken over by this call
 */
export function openSessionStore(dir: string): { store: SessionStore; migrated: boolean } {
  return {
    store: sessionStoreOver(Store.open(join(dir, "overstory.db"), "shared", Date.now)),
    migrated: false,
  };
}
