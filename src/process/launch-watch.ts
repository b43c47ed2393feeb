import { type FSWatcher, mkdirSync, readdirSync, watch } from "node:fs";
import type { ProcessIdentity } from "../domain/session.ts";
import { systemCode } from "../errors.ts";
import { keepOnly } from "../keep-only.ts";
import { readLaunch } from "./launch.ts";

export interface LaunchListener {
  started(id: string, agent: ProcessIdentity): void;
  /** Exit status as the shell counts it: 128 + signal for a signal. */
  exited(id: string, code: number): void;
  /** The folder, or something in it, cannot be watched or read; `sweep` tries again. */
  failed(error: Error): void;
}

export interface LaunchWatch {
  /** Looks at the folder itself, for events that the system dropped. Cheap when nothing is new. */
  sweep(): void;
  close(): void;
}

/** Agents can write in the folder: what no launch is named like is passed over. */
const FILE = /^([A-Za-z0-9][A-Za-z0-9_-]*)\.(started|exited)$/;

/**
 * Tells each start and each end in a folder of launches once, the start first; also those of before, soon after this
 * returned. Makes the folder if it is absent. A removed launch is forgotten at the next sweep.
 */
export function createLaunchWatch(folder: string, listener: LaunchListener): LaunchWatch {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const told = new Map<string, Set<string>>();
  let open = true;

  const read = <T>(from: () => T): T | undefined => {
    try {
      return from();
    } catch (error) {
      if (!(error instanceof Error) || systemCode(error) === undefined) throw error;
      listener.failed(error);
      return undefined;
    }
  };
  const look = (id: string) => {
    const launch = read(() => readLaunch(folder, id));
    if (!launch) return;
    const { started, exited } = launch;
    if (started !== null && isNew(told, id, "started")) listener.started(id, started);
    if (exited !== null && isNew(told, id, "exited")) listener.exited(id, exited);
  };
  const sweep = () => {
    const files = open ? read(() => filesIn(folder)) : undefined;
    if (!files) return;
    const present = new Set(files.map(({ id }) => id));
    keepOnly(told, present);
    for (const { id, kind } of files) if (!told.get(id)?.has(kind)) look(id);
  };
  const onEvent = (_: string, name: string | null) => {
    const id = name === null ? undefined : FILE.exec(name)?.[1];
    if (name === null) sweep();
    else if (id !== undefined && open) look(id);
  };

  const watcher: FSWatcher = watch(folder, onEvent);
  watcher.on("error", (error) => listener.failed(error));
  // Only now that events are on their way can nothing fall between this look and them.
  queueMicrotask(sweep);
  return {
    sweep,
    close() {
      open = false;
      watcher.close();
    },
  };
}

function isNew(told: Map<string, Set<string>>, id: string, kind: string): boolean {
  const kinds = told.get(id) ?? new Set();
  told.set(id, kinds);
  if (kinds.has(kind)) return false;
  kinds.add(kind);
  return true;
}

const filesIn = (folder: string) =>
  readdirSync(folder).flatMap((name) => {
    const [, id, kind] = FILE.exec(name) ?? [];
    return id === undefined || kind === undefined ? [] : [{ id, kind }];
  });
