import { join } from "node:path";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { StatusFile } from "../status-file.ts";
import { claudeFolder } from "./config-folder.ts";
import { parseJson, recordOf, stringOf } from "./json.ts";

const STATES = new Map<string, "working" | "idle" | "waiting">([
  ["busy", "working"],
  // Its turn is over, and a command that it has started goes on.
  ["shell", "idle"],
  ["idle", "idle"],
  ["waiting", "waiting"],
]);

/** `sessions/PID.json` in its folder: it is right also after a turn that was broken off, of which no hook tells. */
export const claudeStatusFile = ({ env }: Pick<RuntimeSettings, "env">): StatusFile => ({
  path: ({ pid, environment }) => join(claudeFolder({ ...environment, ...env }), "sessions", `${pid}.json`),
  read: (text) => STATES.get(stringOf(recordOf(parseJson(text)).status) ?? "") ?? null,
});
