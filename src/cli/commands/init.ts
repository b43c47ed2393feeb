import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OverstoryError } from "../../errors.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { printJson } from "../output.ts";
import { projectOf } from "../project.ts";
import { CONFIG_TEMPLATE, PLAN_TEMPLATE } from "../templates.ts";

export const init = defineCommand({
  args: {
    plan: { type: "boolean", description: "Also write an example plan.yaml" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory init", "every setting with its default; nothing is overwritten"],
    ["overstory init --plan", "and a plan to start from"],
  ],
  run: async (args) => {
    const { root, config } = await projectOf(args);
    const files: [path: string, text: string][] = [
      [config, CONFIG_TEMPLATE],
      ...(args.plan ? [[join(root, "plan.yaml"), PLAN_TEMPLATE] as [string, string]] : []),
    ];
    // All are looked at before the first is written: a refusal leaves nothing half done.
    for (const [path] of files) refuseExisting(path);
    for (const [path, text] of files) writeFileSync(path, text, { flag: "wx" });
    if (args.json) printJson({ files: files.map(([path]) => path) });
    else for (const [path] of files) console.log(`wrote ${path}`);
    return 0;
  },
});

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new OverstoryError("conflict", `${path} is there already; nothing was written`, {
      hint: "move it away first, or edit it and run: overstory config check",
    });
}
