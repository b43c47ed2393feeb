import type { ScheduleSettings } from "../config/schedules.ts";
import type { Settings } from "../config.ts";
import type { Alert } from "../domain/alert.ts";
import type { CheckedRuntime } from "../domain/check.ts";
import type { Run } from "../domain/run.ts";
import type { SavedWork } from "../domain/saved-work.ts";
import type { ScheduleRun } from "../domain/schedule.ts";
import type { Session } from "../domain/session.ts";
import type { Explanation } from "../domain/watchdog/explanation.ts";
import type { Report } from "../domain/watchdog/report.ts";
import type { ProjectPaths } from "../paths.ts";
import type { Store } from "../store/store.ts";
import type { AdoptionRequest, AdoptionView } from "./contract/adoption.ts";
import type { CheckView } from "./contract/check.ts";
import type { RestoredView, RestoreRequest } from "./contract/rescue.ts";
import type { RunRequest } from "./contract/run.ts";
import type { TranscriptEntryView } from "./contract/transcript.ts";
import type { ImportServices } from "./import-services.ts";
import type { MessageServices } from "./message-services.ts";
import type { TeamServices } from "./team-services.ts";
import type { WorkServices } from "./work-services.ts";

/** Who this daemon is. */
export interface DaemonInfo {
  pid: number;
  version: string;
  instance: string;
  startedAt: number;
}

/** A copy of the database. */
export interface BackupFile {
  path: string;
  bytes: number;
  /** ms UTC */
  madeAt: number;
}

/** A part of what was said in a conversation; times are ms UTC. */
export interface TranscriptPage {
  entries: (Omit<TranscriptEntryView, "at"> & { at: number | null })[];
  cursor: number;
  ended: boolean;
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
  messages: MessageServices;
  attachArgv(session: Session, readOnly: boolean): string[];
  /** What the watchdog knows of a session; null before it knows anything. Times are observed ms. */
  explainWatch(session: Session): Explanation | null;
  /** @param attempt the attempt that it comes from; null when a person reports for the agent */
  takeReport(session: Session, attempt: number | null, report: Report): Promise<void>;
  /** Looks at an agent that a person started, and takes it over when its conversation is named. Throws why it cannot. */
  adopt(request: AdoptionRequest): Promise<AdoptionView>;
  transcripts: {
    /** The last entries. */
    tail(session: Session, last: number): Promise<TranscriptPage>;
    /** What comes after the cursor, as soon as there is something or `patience` is over. */
    follow(session: Session, cursor: number, patience: AbortSignal): Promise<TranscriptPage>;
  };
  /** Saved work, of one session or of all. */
  listSavedWork(session: string | null): Promise<SavedWork[]>;
  /** @param what a ref, or a session (its newest) */
  findSavedWork(what: string): Promise<SavedWork>;
  patchOf(saved: SavedWork): Promise<string>;
  restoreWork(saved: SavedWork, request: RestoreRequest): Promise<RestoredView>;
  schedules: {
    /** In the order of the configuration. */
    list(): { settings: ScheduleSettings; nextAt: number | null; last: ScheduleRun | null }[];
    /** Starts a run of it now; resolves when it has started, or waits for the one before it. */
    runNow(name: string): Promise<void>;
  };
  backups: {
    /** Makes one now. */
    make(): Promise<BackupFile>;
    /** Newest first. */
    list(): BackupFile[];
  };
  imports: ImportServices;
  acknowledgeAlert(key: string): Promise<Alert>;
  resolveAlert(key: string): Promise<Alert>;
  /** Sends a test alert through one sink, or all, and waits for their answers. */
  testAlerts(sink: string | undefined): Promise<Alert>;
  check(): Promise<CheckView[]>;
  runtimes: {
    /** Looks at their programs: takes a few seconds. */
    check(): Promise<CheckedRuntime[]>;
    /** Repairs what the check of that name has found, and answers what was done. Throws `not_found`. */
    repair(check: string): Promise<string>;
  };
  /** Begins to stop the daemon; agents and the tmux server go on. */
  stop(): void;
  /** What sessions do: tasks, context, phases, approvals, checks. */
  work: WorkServices;
  /** What several agents do together: runs of a goal, spawning, mail, merges. */
  team: TeamServices;
}
