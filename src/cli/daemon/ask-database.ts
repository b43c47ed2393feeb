import { join } from "node:path";
import { Client } from "../../api/client.ts";
import type { ErrorBody } from "../../api/contract/call.ts";
import { runCommand } from "../../command.ts";
import { OverstoryError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { findPromptDaemon } from "./connect.ts";
import { silentDaemon } from "./stop.ts";

const PROGRAM = join(import.meta.dir, "../../store/database-tool.ts");
const DEADLINE_MS = 10 * 60_000;

/** Asks whoever has the database: the daemon, and without one the database itself. No daemon is started for it. */
export async function askDatabase<T>(paths: ProjectPaths, question: "status" | "verify"): Promise<T> {
  const client = new Client(paths.socket);
  if (await findPromptDaemon(client)) return await client.database<T>(question);
  if (await silentDaemon(paths))
    throw new OverstoryError("daemon_unavailable", "the daemon runs but does not answer", {
      hint: "overstory daemon stop --force, and try again",
    });
  return await useTool<T>([question, paths.database]);
}

/** Works on the database of a project without a daemon. Throws what the tool answers. */
export async function useTool<T>(args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await runCommand([process.execPath, PROGRAM, ...args], {
    deadlineMs: DEADLINE_MS,
  });
  const document: { answer: T } | ErrorBody = readAnswer(stdout, stderr);
  if ("answer" in document) return document.answer;
  const { code, message, hint } = document.error;
  throw new OverstoryError(code, message, hint === null ? {} : { hint });
}

function readAnswer<T>(stdout: string, stderr: string): { answer: T } | ErrorBody {
  try {
    return JSON.parse(stdout);
  } catch {
    return {
      error: { code: "internal", message: `the database's tool failed: ${stderr.trim()}`, hint: null },
    };
  }
}
