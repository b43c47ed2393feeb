import { existsSync } from "node:fs";
import { roleNames, roleOf } from "../../../config/role-of.ts";
import { roleText } from "../../../config/role-text.ts";
import { loadConfig } from "../../../config.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";

export const configCheck = defineCommand({
  args: { json: { ...JSON_ARG, description: "Print the effective settings as JSON" } },
  examples: [
    ["overstory config check", "exit code 2 names the field that is wrong"],
    ["overstory config check --json", "the settings in effect, defaults filled in, durations in ms"],
  ],
  run: async (args) => {
    const { config: path, root } = await projectOf(args);
    const config = await loadConfig(path);
    // Read only to see that they can be.
    for (const name of roleNames(config)) roleText(roleOf(config, name), root);
    if (args.json) printJson({ config });
    else console.log(existsSync(path) ? `${path}: ok` : `there is no ${path}; the defaults apply`);
    return 0;
  },
});
