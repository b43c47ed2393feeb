import type { Client } from "../../api/client.ts";
import type { CheckView } from "../../api/contract/check.ts";
import { usageError } from "../../errors.ts";
import { mayAsk } from "../ask.ts";
import { checkPrograms } from "../checks/programs.ts";
import { checkProject, failedCheck } from "../checks/project-checks.ts";
import { repairChecks } from "../checks/repair.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { checkLines } from "../render/check-lines.ts";
import { standardScreen } from "../terminal.ts";

export const doctor = defineCommand({
  args: {
    fix: { type: "boolean", description: "Repair what can be repaired, each after a yes" },
    yes: { type: "boolean", description: "With --fix: yes to all of it" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory doctor", "each line says what to do; exit code 1 when a check failed"],
    ["overstory doctor --fix", "asks before each repair, such as to let Claude Code trust the repository"],
    ["overstory doctor --json", "for scripts"],
  ],
  run: async (args) => {
    if (args.yes && !args.fix) throw usageError("--yes: says yes to repairs", "overstory doctor --fix --yes");
    if (args.fix && !args.yes && !(await mayAsk(args)))
      throw usageError("--fix: asks before each repair, and nobody is here to ask", "add --yes");
    const programs = await checkPrograms();
    let here = await checkHere(args);
    if (args.fix && here.client) {
      await repairChecks(here.client, here.checks, args.yes === true, args.json ? () => {} : console.log);
      here = await checkHere(args);
    }
    const checks = [...programs, ...here.checks];
    if (args.json) printJson({ checks });
    else printLines(checkLines(checks, await standardScreen()));
    return checks.some(({ state }) => state === "failed") ? 1 : 0;
  },
});

/** The project, then what its daemon finds; each only if there is one. */
async function checkHere(args: {
  project: string | undefined;
}): Promise<{ checks: CheckView[]; client: Client | null }> {
  let local: CheckView[] = [];
  try {
    const paths = await projectOf(args);
    local = await checkProject(paths);
    const client = await connect(paths);
    const answers: CheckView = { name: "daemon", state: "ok", message: "answers", hint: null };
    return { checks: [...local, answers, ...(await client.doctor())], client };
  } catch (error) {
    const failed = failedCheck(local.length === 0 ? "project" : "daemon", error);
    return { checks: [...local, failed], client: null };
  }
}
