import { existsSync } from "node:fs";
import type { DatabaseView } from "../../../api/contract/database.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { askDatabase } from "../../daemon/ask-database.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { databasePage } from "../../render/database-page.ts";
import { standardScreen } from "../../terminal.ts";

export const dbStatus = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory db status", "also when no daemon runs; starts none"]],
  run: async (args) => {
    const paths = await projectOf(args);
    const database = existsSync(paths.database) ? await askDatabase<DatabaseView>(paths, "status") : null;
    if (args.json) printJson({ database });
    else if (database) printLines(databasePage(database, await standardScreen()));
    else console.log("there is no database yet; the first start of the daemon makes one");
    return 0;
  },
});
