import type { CheckView } from "../../api/contract.ts";
import { checkPrograms } from "../checks/programs.ts";
import { checkProject, failedCheck } from "../checks/project-checks.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson, printLines } from "../output.ts";
import { projectOf } from "../project.ts";
import { checkLines } from "../render/check-lines.ts";
import { standardScreen } from "../terminal.ts";

export const doctor = defineCommand({
  args: { json: JSON_ARG },
  examples: [
    ["overstory doctor", "each line says what to do; exit code 1 when a check failed"],
    ["overstory doctor --json", "for scripts"],
  ],
  run: async (args) => {
    const checks = [...(await checkPrograms()), ...(await checkHere(args))];
    if (args.json) printJson({ checks });
    else printLines(checkLines(checks, await standardScreen()));
    return checks.some(({ state }) => state === "failed") ? 1 : 0;
  },
});

/** The project, then what its daemon finds; each only if there is one. */
async function checkHere(args: { project: string | undefined }): Promise<CheckView[]> {
  let local: CheckView[] = [];
  try {
    const paths = await projectOf(args);
    local = await checkProject(paths);
    const client = await connect(paths);
    return [
      ...local,
      { name: "daemon", state: "ok", message: "answers", hint: null },
      ...(await client.doctor()),
    ];
  } catch (error) {
    return [...local, failedCheck(local.length === 0 ? "project" : "daemon", error)];
  }
}
