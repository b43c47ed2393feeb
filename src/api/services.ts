import type { Settings } from "../config.ts";
import type { Run } from "../domain/run.ts";
import type { Session } from "../domain/session.ts";
import type { ProjectPaths } from "../paths.ts";
import type { Store } from "../store/store.ts";
import type { CheckView, RunRequest } from "./contract.ts";

/** Who this daemon is. */
export interface DaemonInfo {
  pid: number;
  version: string;
  instance: string;
  startedAt: number;
}

/** What the routes need of the rest of the daemon. */
export interface Services {
  paths: ProjectPaths;
  settings: Settings;
  store: Store;
  info: DaemonInfo;
  clock: () => number;
  tmuxServerPid(): number | null;
  /** Checks, records and starts a run; the same request id answers with the same run. */
  startRun(request: Omit<RunRequest, "plan">, plan: unknown): Promise<Run>;
  cancelRun(run: Run, force: boolean): Promise<void>;
  stopSession(session: Session, force: boolean): Promise<void>;
  sendInput(session: Session, text: string, submit: boolean): Promise<"typed" | "submitted">;
  attachArgv(session: Session, readOnly: boolean): string[];
  check(): Promise<CheckView[]>;
  /** Begins to stop the daemon; agents and the tmux server go on. */
  stop(): void;
}
