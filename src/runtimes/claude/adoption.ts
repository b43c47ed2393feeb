import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import { systemCode } from "../../errors.ts";
import { namesIn } from "../../names-in.ts";
import type { Adoption, FoundAgent } from "../adoption.ts";
import { claudeFolder } from "./config-folder.ts";
import { parseJson, recordOf, stringOf } from "./json.ts";

/** `sessions/PID.json`, which stays behind when it is killed. */
const Running = v.object({
  pid: v.number(),
  sessionId: v.string(),
  cwd: v.string(),
  status: v.fallback(v.optional(v.string()), undefined),
  /** Start of the process, as the kernel counts it. */
  procStart: v.fallback(v.optional(v.string()), undefined),
});
type Running = v.InferOutput<typeof Running>;

/** Its ids; they become names of files here. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEAD_BYTES = 262_144;

export const claudeAdoption = ({ env, command }: Pick<RuntimeSettings, "env" | "command">): Adoption => ({
  byHand: (conversation) => `${command ?? "claude"} --resume ${conversation}`,
  byProcess: async (pid, environment) => {
    const folder = claudeFolder({ ...environment, ...env });
    const running = readRunning(join(folder, "sessions", `${pid}.json`));
    return running?.pid === pid && lifeOf(running) !== "over" ? foundBy(running, folder) : null;
  },
  byConversation: async (id, environment) => {
    if (!UUID.test(id)) return null;
    const folder = claudeFolder({ ...environment, ...env });
    const running = allRunning(join(folder, "sessions")).find(
      (one) => one.sessionId === id && lifeOf(one) !== "over",
    );
    return running ? foundBy(running, folder) : foundByTranscript(join(folder, "projects"), id);
  },
});

function foundBy(running: Running, folder: string): FoundAgent {
  const { pid, sessionId, cwd, status } = running;
  const isSure = lifeOf(running) === "goes on" && status !== undefined;
  return {
    conversation: sessionId,
    folder: cwd,
    pid,
    isBusy: isSure ? status === "busy" || status === "waiting" : null,
    // The file appears with the first prompt.
    isEmpty: findTranscript(join(folder, "projects"), sessionId) === undefined,
  };
}

function readRunning(file: string): Running | null {
  const text = read(file);
  const parsed = v.safeParse(Running, text === null ? null : parseJson(text));
  return parsed.success ? parsed.output : null;
}

const allRunning = (folder: string): Running[] =>
  namesIn(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .flatMap((name) => readRunning(join(folder, name)) ?? []);

/** Whether the process is that which wrote the file, and no other that has its id now; null where the system does not tell. */
function lifeOf({ pid, procStart }: Running): "goes on" | "over" | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) !== "EPERM") return "over";
  }
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null || procStart === undefined) return null;
  // The name of the program stands in brackets and may hold blanks.
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return started === procStart ? "goes on" : "over";
}

/** One folder for each place where it was started; the file is named for the conversation. */
const findTranscript = (projects: string, id: string): string | undefined =>
  namesIn(projects)
    .map((name) => join(projects, name, `${id}.jsonl`))
    .find((path) => existsSync(path));

function foundByTranscript(projects: string, id: string): FoundAgent | null {
  const file = findTranscript(projects, id);
  const folder = file === undefined ? undefined : firstFolder(file);
  return folder === undefined ? null : { conversation: id, folder, pid: null, isBusy: false };
}

/** Where the conversation began: it can be gone on with there in every version. */
function firstFolder(file: string): string | undefined {
  const buffer = Buffer.alloc(HEAD_BYTES);
  const handle = openSync(file, "r");
  const length = readSync(handle, buffer, 0, HEAD_BYTES, 0);
  closeSync(handle);
  const lines = buffer.toString("utf8", 0, length).split("\n");
  return lines.map((line) => stringOf(recordOf(parseJson(line)).cwd)).find(Boolean);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (systemCode(error) !== undefined) return null;
    throw error;
  }
}
