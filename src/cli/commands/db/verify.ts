import { existsSync } from "node:fs";
import type { CheckView } from "../../../api/contract/check.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { askDatabase } from "../../daemon/ask-database.ts";
import { printJson, printLines } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { checkLines } from "../../render/check-lines.ts";
import { standardScreen } from "../../terminal.ts";

export const dbVerify = defineCommand({
  args: { json: JSON_ARG },
  examples: [["overstory db verify", "each line says what to do; exit code 1 when a check failed"]],
  run: async (args) => {
    const paths = await projectOf(args);
    const checks = existsSync(paths.database) ? await askDatabase<CheckView[]>(paths, "verify") : [];
    if (args.json) printJson({ checks });
    else if (checks.length === 0)
      console.log("there is no database yet; the first start of the daemon makes one");
    else printLines(checkLines(checks, await standardScreen()));
    return checks.some(({ state }) => state === "failed") ? 1 : 0;
  },
});
