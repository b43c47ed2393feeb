#!/usr/bin/env bun
import { OverstoryError } from "../errors.ts";
import { readPlanFile } from "./read-plan.ts";

/**
 * A program: reads the plan file it is given and prints it as one line of JSON, `{ plan, source }`, or what is wrong with
 * it, `{ error: { message, hint } }`. A plan may be a module, whose code belongs into no process that has to last.
 */
const [path = ""] = process.argv.slice(2);
// The plan's own code may have printed something: ours is the last line.
await Bun.write(Bun.stdout, `\n${JSON.stringify(await readOrExplain())}\n`);
process.exit(0);

async function readOrExplain(): Promise<unknown> {
  try {
    return await readPlanFile(path);
  } catch (error) {
    if (!(error instanceof OverstoryError)) throw error;
    return { error: { message: error.message, hint: error.hint ?? null } };
  }
}
