import type { BackupView } from "../contract/database.ts";
import type { BackupFile, Services } from "../services.ts";
import { iso } from "../views/times.ts";

export const backupRoutes = ({ backups }: Services) => ({
  "/backups": {
    GET: () => Response.json({ backups: backups.list().map(viewBackup) }),
    POST: async () => Response.json({ backup: viewBackup(await backups.make()) }),
  },
});

const viewBackup = ({ path, bytes, madeAt }: BackupFile): BackupView => ({
  path,
  bytes,
  madeAt: iso(madeAt),
});
