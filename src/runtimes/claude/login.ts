import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../errors.ts";
import type { InstallationCheck } from "../installation.ts";
import { claudeFolder, claudeStateFile } from "./config-folder.ts";
import { isRecord, parseJson, recordOf, stringOf } from "./json.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that are a login, and how a person calls it. */
const BY_VARIABLE: Record<string, string> = {
  CLAUDE_CODE_USE_BEDROCK: "Amazon Bedrock",
  CLAUDE_CODE_USE_VERTEX: "Google Vertex",
  CLAUDE_CODE_USE_FOUNDRY: "Microsoft Foundry",
  ANTHROPIC_AUTH_TOKEN: "ANTHROPIC_AUTH_TOKEN",
  ANTHROPIC_API_KEY: "ANTHROPIC_API_KEY",
  CLAUDE_CODE_OAUTH_TOKEN: "CLAUDE_CODE_OAUTH_TOKEN",
};

/** Whether it will find a login, and of what kind; it is not tried. */
export function loginCheck(runtime: string, environment: Environment): InstallationCheck {
  const check = { name: `${runtime} login`, repair: null };
  const key = environment.ANTHROPIC_API_KEY;
  if (key && !environment.ANTHROPIC_AUTH_TOKEN && !isApproved(key, environment))
    return {
      ...check,
      state: "failed",
      message: "it asks in every session whether it may use ANTHROPIC_API_KEY",
      hint: "start claude once by hand and say yes to the key, or log in and unset it",
    };
  const kind = loginKind(environment);
  if (kind !== null) return { ...check, state: "ok", message: kind, hint: null };
  return {
    ...check,
    state: "failed",
    message: "no login was found",
    hint: "start claude by hand and type /login, or give the daemon ANTHROPIC_API_KEY",
  };
}

function loginKind(environment: Environment): string | null {
  const variable = Object.keys(BY_VARIABLE).find((name) => environment[name]);
  if (variable !== undefined) return `by ${BY_VARIABLE[variable]}`;
  const folder = claudeFolder(environment);
  const stored = recordOf(readJson(join(folder, ".credentials.json")));
  const state = recordOf(readJson(claudeStateFile(environment)));
  // Where the system keeps secrets of its own, only the account's name is in a file.
  if (isRecord(stored.claudeAiOauth) || isRecord(state.oauthAccount)) return "by a Claude account";
  if (stringOf(state.primaryApiKey)) return "by a key of the Claude Console";
  const helper = stringOf(recordOf(readJson(join(folder, "settings.json"))).apiKeyHelper);
  return helper === undefined ? null : "by the apiKeyHelper of its settings";
}

/** It remembers the end of each key that it was allowed to use. */
function isApproved(key: string, environment: Environment): boolean {
  const state = recordOf(readJson(claudeStateFile(environment)));
  const { approved } = recordOf(state.customApiKeyResponses);
  return Array.isArray(approved) && approved.includes(key.slice(-20));
}

function readJson(file: string): unknown {
  try {
    return parseJson(readFileSync(file, "utf8"));
  } catch (error) {
    if (systemCode(error) !== undefined) return undefined;
    throw error;
  }
}
