import { checkDatabase } from "../../store/database-checks.ts";
import { describeDatabase } from "../../store/database-status.ts";
import type { Services } from "../services.ts";

/** The same as `store/database-tool.ts` answers while no daemon has the database. */
export const databaseRoutes = ({ store }: Services) => ({
  "/database": { GET: () => Response.json({ answer: describeDatabase(store.db) }) },
  "/database/checks": { GET: () => Response.json({ answer: checkDatabase(store.db) }) },
});
