import * as v from "valibot";
import { oneLine } from "../../domain/agent/one-line.ts";

const LENGTH = 200;

const Words = v.union([
  v.string(),
  v.pipe(
    v.array(v.string()),
    v.transform((words) => words.join(" ")),
  ),
]);

/** Hooks say `command`, calls of the model `cmd`. */
const Command = v.union([
  v.pipe(
    v.object({ command: Words }),
    v.transform(({ command }) => command),
  ),
  v.pipe(
    v.object({ cmd: Words }),
    v.transform(({ cmd }) => cmd),
  ),
]);

/** What a call does, as one line for people: `Bash: npm test`, `apply_patch: src/a.ts, src/b.ts`. */
export function summarizeTool(tool: string, input: unknown): string {
  const parsed = v.safeParse(Command, input);
  const told = parsed.success ? parsed.output : input === undefined ? "" : JSON.stringify(input);
  const what = patchedFiles(told) ?? told;
  return oneLine(what === "" ? tool : `${tool}: ${what}`, LENGTH);
}

function patchedFiles(text: string): string | undefined {
  if (!text.includes("*** Begin Patch")) return undefined;
  const files = [...text.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)].map(
    ([, file]) => file ?? "",
  );
  return files.length === 0 ? undefined : files.join(", ");
}
