import type { RuntimeSettings } from "../../config/runtimes.ts";
import { quoteWord } from "../quote-word.ts";
import { MCP_NAME, ROLE_FILE } from "../role-file.ts";
import type { AgentStart } from "../runtime.ts";

/** Beside the session's other files. */
export const START_FILE = "gemini-start.sh";
export const MANIFEST_FILE = "gemini-extension.json";
export const HOOKS_FILE = "gemini-hooks.json";

/**
 * A shell script that starts Gemini (its arguments are the command) with a folder of its own for its settings, in which
 * everything of the person's folder is linked, and to which an extension with our hooks is added: the only way to add hooks
 * for one start.
 *
 * @param folder the session's own, which holds the extension's files
 * @param person the folder in which the person's `.gemini` is
 */
export function startScript(folder: string, person: string): string {
  return `#!/bin/sh
folder=${quoteWord(folder)}
person=${quoteWord(`${person}/.gemini`)}
own=$folder/gemini-home/.gemini
ours=$own/extensions/overstory
mkdir -p "$person/tmp" "$ours/hooks"
for one in "$person"/* "$person"/.[!.]*; do
  name=\${one##*/}
  case $name in
    extensions) continue ;;
    # Gemini replaces this file, so that a link would not last.
    projects.json) cp -p "$one" "$own/$name" ;;
    *) [ ! -e "$one" ] || ln -sfn "$one" "$own/$name" ;;
  esac
done
for one in "$person"/extensions/*; do
  [ ! -e "$one" ] || ln -sfn "$one" "$own/extensions/\${one##*/}"
done
ln -sf "$folder/${MANIFEST_FILE}" "$ours/gemini-extension.json"
ln -sf "$folder/${HOOKS_FILE}" "$ours/hooks/hooks.json"
[ ! -e "$folder/${ROLE_FILE}" ] || ln -sf "$folder/${ROLE_FILE}" "$ours/${ROLE_FILE}"
export GEMINI_CLI_HOME="$folder/gemini-home"
# Gemini hides a person's git configuration from its shell, and with it the name that commits need.
user=$(git config user.name) && export GIT_AUTHOR_NAME="$user" GIT_COMMITTER_NAME="$user"
email=$(git config user.email) && export GIT_AUTHOR_EMAIL="$email" GIT_COMMITTER_EMAIL="$email"
exec "$@"
`;
}

/** The folder in which the person's `.gemini` is. */
export function personFolder(
  { env }: Pick<RuntimeSettings, "env">,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const told = { ...environment, ...env };
  return told.GEMINI_CLI_HOME ?? told.HOME ?? "/";
}

/** The extension: what its role tells the agent, and overstory's tools, whose permission is given in policy.ts. */
export const manifest = ({ instructions, mcp }: Pick<AgentStart, "instructions" | "mcp">): string =>
  JSON.stringify({
    name: "overstory",
    version: "1.0.0",
    ...(instructions !== null && { contextFileName: ROLE_FILE }),
    ...(mcp !== null && { mcpServers: { [MCP_NAME]: mcp } }),
  });

/** Those that an agent works with; those of the model itself come with every piece of an answer. */
const EVENTS = ["BeforeAgent", "BeforeTool", "AfterTool", "AfterAgent", "Notification", "SessionEnd"];
const TIMEOUT_MS = 5000;

/**
 * The hooks of the extension.
 *
 * @param person as above: transcripts are told where the person has them, where they stay
 */
export function hooksFile(folder: string, person: string, hook: (event: string) => string): string {
  const from = `${folder}/gemini-home/.gemini/`;
  const start = `sed ${quoteWord(`s#${pattern(from)}#${replacement(`${person}/.gemini/`)}#`)} | (${hook("SessionStart")})`;
  const commands = [["SessionStart", start], ...EVENTS.map((event) => [event, hook(event)])];
  return JSON.stringify({
    hooks: Object.fromEntries(
      commands.map(([event, command]) => [
        event,
        [{ matcher: "*", hooks: [{ name: "overstory", type: "command", command, timeout: TIMEOUT_MS }] }],
      ]),
    ),
  });
}

const pattern = (text: string) => text.replace(/[\\.*[\]^$#]/g, "\\$&");
const replacement = (text: string) => text.replace(/[\\&#]/g, "\\$&");
