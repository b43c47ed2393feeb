import { join } from "node:path";
import type { AgentSignal } from "../../domain/agent/signal.ts";
import { describeError } from "../../errors.ts";
import { readNoticeIds } from "../../files/notice-folder.ts";
import { readPayload, type SpoolLine } from "../../files/spool.ts";
import type { Logger } from "../../log.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import type { Heard } from "./take-signals.ts";

/** What is needed to read the calls of one session's hooks. */
export interface CallSource {
  key: string;
  folder: string;
  runtime: Pick<Runtime, "readHook"> | undefined;
  log: Pick<Logger, "warn" | "error">;
  /** ms UTC */
  now: number;
}

export interface Calls {
  heard: Heard[];
  /** Files that are done with once these calls are taken in. */
  files: string[];
  /** Notices that were handed over to the model. */
  noticeIds: number[];
}

/** Reads what lines of an index name. What cannot be read is logged, and is a sign of life all the same. */
export function readCalls(lines: readonly SpoolLine[], source: CallSource): Calls {
  const calls: Calls = { heard: [], files: [], noticeIds: [] };
  for (const line of lines) {
    if ("torn" in line) {
      source.log.warn(`${source.key}: a line of its spool is none of a hook: ${JSON.stringify(line.torn)}`);
      continue;
    }
    calls.files.push(line.file);
    if ("isHeard" in line) calls.noticeIds.push(...(readNoticeIds(join(source.folder, line.file)) ?? []));
    else calls.heard.push(...readCall(line, source));
  }
  return calls;
}

function readCall({ event, file }: { event: string; file: string }, source: CallSource): Heard[] {
  const { key, folder, log, now } = source;
  const read = readPayload(folder, file);
  const at = read.at ?? now;
  if ("trouble" in read) {
    log.warn(`${key}: what its hook ${event} got is lost: ${read.trouble}`);
    return [{ signal: { kind: "unknown", event }, at }];
  }
  return interpret(event, read.payload, at, source).map((signal) => ({ signal, at }));
}

/** A fault in an adapter must not keep the other events back. */
function interpret(event: string, payload: unknown, at: number, source: CallSource): readonly AgentSignal[] {
  const { key, runtime, log } = source;
  try {
    return runtime?.readHook?.(event, payload, at) ?? [{ kind: "unknown", event }];
  } catch (error) {
    log.error(`${key}: its hook ${event} could not be understood: ${describeError(error)}`, error);
    return [{ kind: "unknown", event }];
  }
}
