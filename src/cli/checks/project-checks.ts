import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import type { CheckView } from "../../api/contract/check.ts";
import { runCommand } from "../../command.ts";
import { loadConfig } from "../../config.ts";
import { OverstoryError, systemCode } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";

const LEAST_OPEN_FILES = 1024;

/** What can be told of a project without its daemon. */
export async function checkProject(paths: ProjectPaths): Promise<CheckView[]> {
  return [
    ok("project", paths.root),
    await checkConfig(paths),
    checkWritable("state folder", paths.gitDir, paths.state),
    checkWritable("worktrees", dirname(paths.worktrees), paths.worktrees),
    ok("socket", paths.socket),
    await checkOpenFiles(),
  ];
}

const ok = (name: string, message: string): CheckView => ({ name, state: "ok", message, hint: null });

async function checkConfig({ config }: ProjectPaths): Promise<CheckView> {
  try {
    await loadConfig(config);
    return ok("config", config);
  } catch (error) {
    return failedCheck("config", error);
  }
}

/** @param parent the folder that is there already, in which the other is or will be made */
function checkWritable(name: string, parent: string, folder: string): CheckView {
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
    return ok(name, folder);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return {
      name,
      state: "failed",
      message: `${parent} cannot be written to (${systemCode(error)})`,
      hint: `make it writable for you: ls -ld ${parent}`,
    };
  }
}

async function checkOpenFiles(): Promise<CheckView> {
  const { stdout } = await runCommand(["sh", "-c", "ulimit -n"], { deadlineMs: 5000 });
  const limit = stdout.trim();
  if (limit === "unlimited" || Number(limit) >= LEAST_OPEN_FILES) return ok("open files", `at most ${limit}`);
  return {
    name: "open files",
    state: "warning",
    message: `at most ${limit}; many sessions need ${LEAST_OPEN_FILES} or more`,
    hint: `ulimit -n ${LEAST_OPEN_FILES}, then: overstory daemon restart`,
  };
}

/** A failure as a check; what is no OverstoryError is a defect and is thrown on. */
export function failedCheck(name: string, error: unknown): CheckView {
  if (!(error instanceof OverstoryError)) throw error;
  return { name, state: "failed", message: error.message, hint: error.hint ?? null };
}
