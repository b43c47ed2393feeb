import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OverstoryError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { mayAsk } from "../ask.ts";
import { repairChecks } from "../checks/repair.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
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
    const paths = await projectOf(args);
    const { root, config } = paths;
    // A plan can be asked for later, beside a configuration that has been changed since.
    const stays = args.plan && existsSync(config);
    const files: [path: string, text: string][] = [
      ...(stays ? [] : [[config, CONFIG_TEMPLATE] as [string, string]]),
      ...(args.plan ? [[join(root, "plan.yaml"), PLAN_TEMPLATE] as [string, string]] : []),
    ];
    // All are looked at before the first is written: a refusal leaves nothing half done.
    for (const [path] of files) refuseExisting(path);
    for (const [path, text] of files) writeFileSync(path, text, { flag: "wx" });
    if (args.json) printJson({ files: files.map(([path]) => path) });
    else {
      for (const [path] of files) console.log(`wrote ${path}`);
      await offerTrust(paths, args);
      for (const line of nextSteps(args.plan)) console.log(line);
    }
    return 0;
  },
});

/** Agents of Claude Code start by themselves only in a repository that it trusts: that is asked once, here. */
async function offerTrust(paths: ProjectPaths, { json }: { json: boolean }): Promise<void> {
  if (Bun.which("claude") === null) return;
  if (!(await mayAsk({ json }))) {
    console.log("to use Claude Code here: overstory doctor --fix");
    return;
  }
  const client = await connect(paths);
  await repairChecks(client, await client.doctor(), false, console.log);
}

/** Where to go from here, each in a line. */
const nextSteps = (hasPlan: boolean): string[] => [
  "next:",
  ...(hasPlan ? ["  overstory run --plan plan.yaml           carries the plan out"] : []),
  '  overstory run "GOAL" --runtime claude    plans it, and has others do it',
  "  overstory doctor                         tells what is missing here",
];

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new OverstoryError("conflict", `${path} is there already; nothing was written`, {
      hint: "move it away first, or edit it and run: overstory config check",
    });
}
