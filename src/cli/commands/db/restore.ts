import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "../../../api/client.ts";
import type { RestoredDatabaseView } from "../../../api/contract/database.ts";
import { OverstoryError } from "../../../errors.ts";
import type { ProjectPaths } from "../../../paths.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { useTool } from "../../daemon/ask-database.ts";
import { startDaemon } from "../../daemon/start.ts";
import { stopDaemon } from "../../daemon/stop.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { inert } from "../../render/text.ts";

export const dbRestore = defineCommand({
  args: {
    copy: { type: "positional", required: false, description: "The copy; the newest backup when left out" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory db restore", "the newest backup; the daemon is stopped and started again"],
    ["overstory db restore .git/overstory/backups/IMPORT-001/before.db", "as it was before an import"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const copy = args.copy === undefined ? newestBackup(paths) : resolve(args.copy);
    const pid = await stopDaemon(paths, false);
    try {
      const restored = await useTool<RestoredDatabaseView>(["restore", paths.database, copy]);
      if (args.json) printJson({ restored: { ...restored, copy } });
      else
        printLines([
          `restored from ${inert(copy)}`,
          restored.kept === null
            ? "there was no database before"
            : `what was there is kept: ${inert(restored.kept)}`,
        ]);
    } finally {
      if (pid !== undefined) await startDaemon(new Client(paths.socket), paths);
    }
    return 0;
  },
});

/** By its name, which holds its time. */
function newestBackup({ backups }: ProjectPaths): string {
  const [newest] = readBackups(backups).toSorted().reverse();
  if (newest) return join(backups, newest);
  throw new OverstoryError("not_found", `there is no backup in ${backups}`, {
    hint: "name a copy: overstory db restore FILE",
  });
}

function readBackups(folder: string): string[] {
  if (!existsSync(folder)) return []; // before the first backup
  return readdirSync(folder).filter((name) => /^overstory-.*Z\.db$/.test(name));
}
