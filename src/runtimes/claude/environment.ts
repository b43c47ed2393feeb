import type { RuntimeSettings } from "../../config/runtimes.ts";
import { cliEnvironment } from "../cli-environment.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What leads to the person's own login and settings, and through their network. */
const PASSED = [
  "CLAUDE_CONFIG_DIR",
  "ANTHROPIC_*",
  "CLAUDE_CODE_OAUTH_TOKEN",
  "CLAUDE_CODE_USE_BEDROCK",
  "CLAUDE_CODE_USE_VERTEX",
  "CLAUDE_CODE_USE_FOUNDRY",
  "CLAUDE_CODE_SKIP_BEDROCK_AUTH",
  "CLAUDE_CODE_SKIP_VERTEX_AUTH",
  "CLAUDE_CODE_SKIP_FOUNDRY_AUTH",
  "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
  "DISABLE_TELEMETRY",
  "DISABLE_ERROR_REPORTING",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_*",
];

/** The secrets of another cloud's account, for those who reach the model through it. */
const CLOUDS: Record<string, readonly string[]> = {
  CLAUDE_CODE_USE_BEDROCK: ["AWS_*"],
  CLAUDE_CODE_USE_VERTEX: ["GOOGLE_*", "CLOUD_ML_REGION", "VERTEX_REGION_*"],
  CLAUDE_CODE_USE_FOUNDRY: ["AZURE_*"],
};

/** Set by a Claude Code for what it starts. One that finds them takes itself for a part of that one. */
const MARKERS = /^(CLAUDECODE|CLAUDE_(?!CONFIG_DIR).*|AI_AGENT)$/;

const OWN = {
  // Its program must not change under running agents, nor a survey take what is typed for an answer.
  DISABLE_AUTOUPDATER: "1",
  CLAUDE_CODE_DISABLE_FEEDBACK_SURVEY: "1",
  // The second screen of a terminal keeps no history.
  CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: "1",
  // Panes have their own titles; this one costs a request to a model.
  CLAUDE_CODE_DISABLE_TERMINAL_TITLE: "1",
};

/**
 * What Claude Code gets beside the common variables.
 *
 * @param isWatched someone goes on with it after a fault: it need not try for minutes by itself
 */
export function claudeEnvironment(
  entry: RuntimeSettings,
  inherited: Environment,
  { isWatched, isRoot }: { isWatched: boolean; isRoot: boolean },
): Record<string, string> {
  const clouds = Object.entries(CLOUDS).flatMap(([name, names]) => (inherited[name] ? names : []));
  return {
    ...OWN,
    ...(isWatched && { CLAUDE_CODE_MAX_RETRIES: "4" }),
    // It refuses to do without asking as root, unless it is told that nothing can be harmed.
    ...(isRoot && { IS_SANDBOX: "1" }),
    ...cliEnvironment(entry, withoutMarkers(inherited, entry.pass), [...PASSED, ...clouds]),
  };
}

/** What another Claude Code has set is left out, unless it is passed on by its whole name. */
function withoutMarkers(inherited: Environment, pass: readonly string[]): Environment {
  const named = new Set([...PASSED, ...pass]);
  return Object.fromEntries(
    Object.entries(inherited).filter(([name]) => !MARKERS.test(name) || named.has(name)),
  );
}
