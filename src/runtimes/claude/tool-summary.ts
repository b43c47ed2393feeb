import { toolSummary } from "../tool-summary.ts";
import { isRecord, stringOf } from "./json.ts";

/** One line for people: `Bash: npm test`, `Edit: src/a.ts`; paths in its folder are told from there. */
export const claudeToolSummary = (tool: string, input: unknown, folder: string | undefined): string =>
  toolSummary(tool, input).replace(`: ${folder}/`, ": ");

/** All that a person needs for a yes or a no. */
export function claudeToolText(tool: string, input: unknown, folder: string | undefined): string {
  const command = isRecord(input) ? stringOf(input.command) : undefined;
  return command === undefined ? claudeToolSummary(tool, input, folder) : `${tool}: ${command}`;
}
