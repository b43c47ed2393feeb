import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../errors.ts";
import type { InstallationCheck } from "../installation.ts";
import { claudeFolder } from "./config-folder.ts";
import { type Json, parseJson, recordOf } from "./json.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What in the settings of the person, the project or the organisation takes from an agent what it is driven by. */
export function settingsChecks(runtime: string, root: string, environment: Environment): InstallationCheck[] {
  const files = [
    join(claudeFolder(environment), "settings.json"),
    join(root, ".claude/settings.json"),
    join(root, ".claude/settings.local.json"),
    "/etc/claude-code/managed-settings.json",
    "/Library/Application Support/ClaudeCode/managed-settings.json",
  ];
  return files.flatMap((file) => troubles(runtime, file, readSettings(file)));
}

function troubles(runtime: string, file: string, settings: Json): InstallationCheck[] {
  const check = { name: `${runtime} settings`, repair: null };
  const found: InstallationCheck[] = [];
  if (settings.disableAllHooks === true || settings.allowManagedHooksOnly === true)
    found.push({
      ...check,
      state: "failed",
      message: `${file} turns hooks off, without which nothing is known of an agent`,
      hint: "take disableAllHooks and allowManagedHooksOnly out of it",
    });
  if (recordOf(settings.permissions).disableBypassPermissionsMode === "disable")
    found.push({
      ...check,
      state: "warning",
      message: `${file} does not let an agent work without asking`,
      hint: `set runtimes.${runtime}.permissions to "edit" or "ask" in overstory.config.ts`,
    });
  return found;
}

function readSettings(file: string): Json {
  try {
    return recordOf(parseJson(readFileSync(file, "utf8")));
  } catch (error) {
    if (systemCode(error) !== undefined) return {};
    throw error;
  }
}
