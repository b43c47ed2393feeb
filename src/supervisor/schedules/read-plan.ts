import { join } from "node:path";
import * as v from "valibot";
import { runCommand } from "../../command.ts";
import { OverstoryError, usageError } from "../../errors.ts";

const PROGRAM = join(import.meta.dir, "../../plan-file/print-plan.ts");
/** Less than a caller waits for an answer from the daemon. */
const DEADLINE_MS = 20_000;

const Answer = v.union([
  v.object({ plan: v.unknown(), source: v.string() }),
  v.object({ error: v.object({ message: v.string(), hint: v.nullable(v.string()) }) }),
]);

/**
 * Reads a plan file in a process of its own: a plan may be a program that hangs, fails or never lets go of what it took.
 * Throws `usage` for what is wrong with the file, `timeout`, or `internal` when it ends in a way that says nothing.
 *
 * @param root the folder in which it is read
 */
export async function readPlan(path: string, root: string): Promise<{ plan: unknown; source: string }> {
  const { stdout, stderr, exitCode } = await runCommand([process.execPath, PROGRAM, path], {
    cwd: root,
    deadlineMs: DEADLINE_MS,
  });
  const answer = parseAnswer(stdout.trimEnd().split("\n").at(-1) ?? "");
  if (answer === undefined) {
    const said = stderr.trim().split("\n").at(-1) ?? "";
    throw new OverstoryError("internal", `${path} could not be read (exit ${exitCode}): ${said}`);
  }
  if ("error" in answer) throw usageError(answer.error.message, answer.error.hint ?? undefined);
  return { plan: answer.plan, source: answer.source };
}

function parseAnswer(line: string): v.InferOutput<typeof Answer> | undefined {
  try {
    const answer = v.safeParse(Answer, JSON.parse(line));
    return answer.success ? answer.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // it ended before it had printed its line
    throw error;
  }
}
