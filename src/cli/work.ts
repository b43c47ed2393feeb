import type { ArgsDef } from "citty";
import { Client } from "../api/client.ts";
import type { ProjectPaths } from "../paths.ts";
import { callerOf, heardInstructions, isAgent } from "./caller.ts";
import { JSON_ARG } from "./command.ts";
import { ensureDaemon, warnOfOtherVersion } from "./daemon/connect.ts";
import { printJson, printLines } from "./output.ts";
import { projectOf, projectOfAgent } from "./project.ts";
import { inertLines } from "./render/text.ts";
import { type Screen, standardScreen } from "./terminal.ts";

/** What commands about work of a session have in common. */
export const WORK_ARGS = {
  session: {
    type: "string",
    valueHint: "SESSION",
    description: "For this session; the agent's own, or the one current in this terminal, when left out",
  },
  format: {
    type: "enum",
    options: ["plain", "markdown"],
    default: "plain",
    description: "How an agent is told what to do next",
  },
  json: JSON_ARG,
} as const satisfies ArgsDef;

interface WorkArguments {
  project: string | undefined;
  session?: string | undefined;
}

/** The project that an agent works for; of a person the one that is named, or that this folder is in. */
export function projectHere({ project }: Pick<WorkArguments, "project">): Promise<ProjectPaths> {
  const home = process.env.OVERSTORY_PROJECT;
  return home && project === undefined ? projectOfAgent(home) : projectOf({ project });
}

/** A client that calls for the session of this place: the agent's own, a named one, the terminal's. */
export async function workplace(args: WorkArguments): Promise<{ client: Client; paths: ProjectPaths }> {
  const paths = await projectHere(args);
  const client = new Client(paths.socket, await callerOf(paths.root, args.session));
  warnOfOtherVersion(await ensureDaemon(client, paths));
  return { client, paths };
}

interface Output {
  json: boolean;
  format: "plain" | "markdown";
}

/**
 * Prints an answer: one JSON document, or lines for people. An agent is told below it what to do next; in JSON that is the
 * key `instructions` beside the noun's.
 */
export async function answer(
  { json, format }: Output,
  document: Record<string, unknown>,
  lines: (screen: Screen) => readonly string[],
): Promise<void> {
  const instructions = isAgent() ? heardInstructions() : undefined;
  if (json) {
    printJson({ ...document, ...(instructions ? { instructions } : {}) });
    return;
  }
  printLines(lines(await standardScreen()));
  if (instructions && instructions[format] !== "") printLines(["", ...inertLines(instructions[format])]);
}
