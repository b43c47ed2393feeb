import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Permissions } from "../../domain/agent/permissions.ts";
import { cliEnvironment, MODEL_VARIABLES } from "../cli-environment.ts";
import { modelCli } from "../model-cli.ts";
import { promptArgument } from "../prompt-argument.ts";
import { roleFile } from "../role-file.ts";
import type { AgentStart, Launch, Runtime } from "../runtime.ts";
import {
  HOOKS_FILE,
  hooksFile,
  MANIFEST_FILE,
  manifest,
  personFolder,
  START_FILE,
  startScript,
} from "./home.ts";
import { readGeminiHook } from "./hooks.ts";
import { geminiInstallation } from "./installation.ts";
import { POLICY_FILE, policy } from "./policy.ts";
import { readGeminiScreen } from "./screen.ts";
import { geminiTranscripts } from "./transcript.ts";

const NAMED = [
  ...MODEL_VARIABLES,
  ...[
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_VERTEX_BASE_URL",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "GOOGLE_GENAI_USE_GCA",
  ],
  ...["GEMINI_MODEL", "GEMINI_SANDBOX", "GEMINI_DEFAULT_AUTH_TYPE"],
];

/** How it asks, by what it may do. */
const MODES: Record<Permissions, string> = {
  read: "default",
  ask: "default",
  edit: "auto_edit",
  full: "yolo",
};

/** Gemini CLI, with hooks by an extension in a folder of its own; see home.ts. */
export function geminiRuntime(name: string, entry: RuntimeSettings): Runtime {
  return {
    ...modelCli(name, { mcp: true, resume: "chosen", cost: false, context: false, adopt: false }),
    launch: (start) => launch(entry, start),
    homes: (environment) => [`${personFolder(entry, environment)}/.gemini`],
    readScreen: readGeminiScreen,
    refusesText,
    readHook: readGeminiHook,
    transcripts: geminiTranscripts,
    installation: geminiInstallation(name, entry),
  };
}

function launch(entry: RuntimeSettings, start: AgentStart): Launch {
  const { folder, conversation, permissions } = start;
  const { argument, files } = promptArgument(start.prompt, folder);
  const env = cliEnvironment(entry, start.environment, NAMED);
  const home = personFolder(entry, start.environment);
  const model = start.model ?? entry.model;
  return {
    argv: [
      ...["sh", `${folder}/${START_FILE}`, entry.command ?? "gemini"],
      ...["--skip-trust", "--approval-mode", MODES[permissions]],
      ...["--policy", `${folder}/${POLICY_FILE}`],
      ...(model === undefined ? [] : ["-m", model]),
      ...(conversation === null ? [] : [conversation.resume ? "--resume" : "--session-id", conversation.id]),
      ...entry.args,
      ...(argument === "" ? [] : [`--${promptOption(start)}=${plainly(argument)}`]),
    ],
    env,
    files: {
      ...files,
      [START_FILE]: startScript(folder, home),
      [MANIFEST_FILE]: manifest(start),
      ...roleFile(start).files,
      [HOOKS_FILE]: hooksFile(folder, home, start.hook),
      [POLICY_FILE]: policy(permissions),
    },
  };
}

const promptOption = ({ mode }: AgentStart) => (mode === "headless" ? "prompt" : "prompt-interactive");

/** Gemini would take these for a command of its own or of the shell: words before them make them text. */
const plainly = (prompt: string): string => (/^\s*[/!?]/.test(prompt) ? `Your task:\n${prompt}` : prompt);

const refusesText = (text: string): string | undefined =>
  /^\s*[/!?]/.test(text)
    ? "Gemini takes a text that begins with /, ! or ? for a command; put a word before it"
    : undefined;
