import type { LadderStep } from "../domain/watchdog/policy.ts";
import { OverstoryError } from "../errors.ts";
import { Connection, type Identity, part, query, unavailable } from "./connection.ts";
import type { AdoptionRequest, AdoptionView } from "./contract/adoption.ts";
import type { AlertView } from "./contract/alert.ts";
import type { CheckView } from "./contract/check.ts";
import type { BackupView } from "./contract/database.ts";
import type { EventView } from "./contract/event.ts";
import type { LimitView } from "./contract/limit.ts";
import type { RescueDetail, RescueView, RestoredView, RestoreRequest } from "./contract/rescue.ts";
import type { RunRequest, RunView } from "./contract/run.ts";
import type { RuntimeView } from "./contract/runtime.ts";
import type { ScheduleView } from "./contract/schedule.ts";
import type { SessionView } from "./contract/session.ts";
import type { SignalRequest, SignalView } from "./contract/signal.ts";
import type { DaemonView, StatusView } from "./contract/status.ts";
import type { TranscriptView } from "./contract/transcript.ts";
import type { PrecisionView, ReplayView, WatchLogView, WhyView } from "./contract/watchdog.ts";
import { ImportClient } from "./import-client.ts";
import { MessageClient } from "./message-client.ts";
import { TeamClient } from "./team-client.ts";
import { WorkClient } from "./work-client.ts";

/** Three times the feed's heartbeat. */
const FEED_SILENCE_MS = 45_000;

export interface ReplayQuery {
  /** Only what happened since (ISO 8601). */
  since?: string;
  staleMs?: number;
  intervalMs?: number;
  top?: LadderStep;
}

export interface EventQuery {
  /** Only events past this cursor. */
  after?: number;
  /** Only events since this time (ISO 8601). */
  since?: string;
  run?: string;
  session?: string;
  limit?: number;
}

/**
 * Calls the daemon of one project through its socket. Throws the daemon's own errors as OverstoryError, and
 * `daemon_unavailable` when nothing answers there.
 */
export class Client {
  /** What sessions do: tasks, context, phases, approvals, checks. */
  readonly work: WorkClient;
  readonly imports: ImportClient;
  /** What is said to agents, and what they ask. */
  readonly messages: MessageClient;
  /** What several agents do together: runs of a goal, spawning, mail, merges. */
  readonly team: TeamClient;
  readonly #connection: Connection;

  constructor(socket: string, identity: Identity = {}) {
    this.#connection = new Connection(socket, identity);
    this.work = new WorkClient(this.#connection);
    this.imports = new ImportClient(this.#connection);
    this.messages = new MessageClient(this.#connection);
    this.team = new TeamClient(this.#connection);
  }

  daemon = () => this.#get<{ daemon: DaemonView }>("/daemon").then(({ daemon }) => daemon);
  stopDaemon = () => this.#post<{ daemon: DaemonView }>("/daemon/stop", {}).then(({ daemon }) => daemon);
  doctor = () => this.#get<{ checks: CheckView[] }>("/doctor").then(({ checks }) => checks);
  /** Repairs what the check of that name has found; answers what was done. */
  repair = (check: string) =>
    this.#post<{ repaired: { message: string } }>("/doctor/fix", { check }).then(
      ({ repaired }) => repaired.message,
    );
  runtimes = () => this.#get<{ runtimes: RuntimeView[] }>("/runtimes").then(({ runtimes }) => runtimes);
  status = (all = false) =>
    this.#get<{ status: StatusView }>(`/status${query({ all })}`).then(({ status }) => status);

  startRun = (request: RunRequest) => this.#post<{ run: RunView }>("/runs", request).then(({ run }) => run);
  runs = () => this.#get<{ runs: RunView[] }>("/runs").then(({ runs }) => runs);
  run = (key: string) => this.#get<{ run: RunView }>(`/runs/${part(key)}`).then(({ run }) => run);
  stopRun = (key: string, force: boolean) =>
    this.#post<{ run: RunView }>(`/runs/${part(key)}/stop`, { force }).then(({ run }) => run);

  sessions = (all: boolean) =>
    this.#get<{ sessions: SessionView[] }>(`/sessions${query({ all })}`).then(({ sessions }) => sessions);
  why = (key: string) => this.#get<{ why: WhyView }>(`/sessions/${part(key)}/why`).then(({ why }) => why);
  session = (key: string) =>
    this.#get<{ session: SessionView }>(`/sessions/${part(key)}`).then(({ session }) => session);
  /** @param last how many entries; the daemon's own number when left out */
  transcript = (key: string, last: number | undefined) =>
    this.#get<{ transcript: TranscriptView }>(`/sessions/${part(key)}/transcript${query({ last })}`).then(
      ({ transcript }) => transcript,
    );
  /** What comes after the cursor; answers after some seconds also without anything. */
  transcriptAfter = (key: string, after: number) =>
    this.#get<{ transcript: TranscriptView }>(`/sessions/${part(key)}/transcript${query({ after })}`).then(
      ({ transcript }) => transcript,
    );
  /** Looks at an agent that a person started; takes it over when its conversation is named. */
  adopt = (request: AdoptionRequest) =>
    this.#post<{ adoption: AdoptionView }>("/adoptions", request).then(({ adoption }) => adoption);
  stopSession = (key: string, force: boolean) =>
    this.#post<{ session: SessionView }>(`/sessions/${part(key)}/stop`, { force }).then(
      ({ session }) => session,
    );
  /** Tells what the session's agent says of itself. */
  signal = (key: string, request: SignalRequest) =>
    this.#post<{ signal: SignalView }>(`/sessions/${part(key)}/signals`, request).then(
      ({ signal }) => signal,
    );
  /** The command that attaches a terminal to the session's pane. */
  attach = (key: string, readOnly: boolean) =>
    this.#get<{ attach: { argv: string[] } }>(`/sessions/${part(key)}/attach${query({ readOnly })}`).then(
      ({ attach }) => attach.argv,
    );

  schedules = () => this.#get<{ schedules: ScheduleView[] }>("/schedules").then(({ schedules }) => schedules);
  /** Starts a run of it now; answers when it has started, or waits for the one before it. */
  runSchedule = (name: string) =>
    this.#post<{ schedule: ScheduleView }>(`/schedules/${part(name)}/run`, {}).then(
      ({ schedule }) => schedule,
    );
  backups = () => this.#get<{ backups: BackupView[] }>("/backups").then(({ backups }) => backups);
  makeBackup = () => this.#post<{ backup: BackupView }>("/backups", {}).then(({ backup }) => backup);

  /** @param question what is asked of the database itself */
  database = <T>(question: "status" | "verify") =>
    this.#get<{ answer: T }>(question === "status" ? "/database" : "/database/checks").then(
      ({ answer }) => answer,
    );

  limits = () => this.#get<{ limits: LimitView[] }>("/limits").then(({ limits }) => limits);
  /** Ends a limit before its time. */
  liftLimit = (group: string) =>
    this.#post<{ lifted: { group: string } }>(`/limits/${part(group)}/lift`, {}).then(({ lifted }) => lifted);
  /** Saved work, of one session (key or name) or of all. */
  rescues = (session?: string) =>
    this.#get<{ rescues: RescueView[] }>(`/rescues${query({ session })}`).then(({ rescues }) => rescues);
  /** @param what a ref, or a session (its newest) */
  rescue = (what: string, patch: boolean) =>
    this.#get<{ rescue: RescueDetail }>(`/rescues/${part(what)}${query({ patch })}`).then(
      ({ rescue }) => rescue,
    );
  restore = (what: string, request: RestoreRequest) =>
    this.#post<{ restored: RestoredView }>(`/rescues/${part(what)}/restore`, request).then(
      ({ restored }) => restored,
    );

  /** @param since ISO 8601 */
  watchLog = (filter: { since?: string; session?: string }) =>
    this.#get<{ log: WatchLogView[] }>(`/watchdog/log${query(filter)}`).then(({ log }) => log);
  markWrong = (step: number, wrong: boolean) =>
    this.#post<{ step: WatchLogView }>(`/watchdog/log/${step}/wrong`, { wrong }).then(({ step }) => step);
  replay = (asked: ReplayQuery) =>
    this.#get<{ replay: ReplayView }>(`/watchdog/replay${query({ ...asked })}`).then(({ replay }) => replay);
  /** @param since ISO 8601 */
  precision = (since: string | undefined) =>
    this.#get<{ precision: PrecisionView }>(`/watchdog/precision${query({ since })}`).then(
      ({ precision }) => precision,
    );

  alerts = (all: boolean) =>
    this.#get<{ alerts: AlertView[] }>(`/alerts${query({ all })}`).then(({ alerts }) => alerts);
  ackAlert = (key: string) => this.#changeAlert(key, "ack");
  resolveAlert = (key: string) => this.#changeAlert(key, "resolve");
  /** Sends a test through one sink or all; answers when each has answered, or after some seconds. */
  testAlerts = (sink: string | undefined) =>
    this.#post<{ alert: AlertView }>("/alerts/test", { sink }).then(({ alert }) => alert);

  events = (filter: EventQuery) =>
    this.#get<{ events: EventView[] }>(`/events${query({ ...filter })}`).then(({ events }) => events);

  /**
   * Events as they are committed, each once and in order, from the cursor on, until `signal` aborts. Ends with
   * `daemon_unavailable` when the daemon goes away; call again with the last cursor to go on.
   */
  async *follow(filter: EventQuery, signal: AbortSignal): AsyncGenerator<EventView> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), FEED_SILENCE_MS);
    try {
      const response = await this.#connection.fetch(`/events${query({ ...filter, follow: true })}`, {
        headers: { accept: "text/event-stream" },
        signal: AbortSignal.any([signal, silence.signal]),
      });
      if (!response.body) return;
      let text = "";
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), FEED_SILENCE_MS);
        const records = (text + chunk).split("\n\n");
        text = records.pop() ?? "";
        for (const record of records) {
          const data = /^data: (.*)$/m.exec(record)?.[1];
          if (data !== undefined) yield JSON.parse(data);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof OverstoryError) throw error;
      throw unavailable(error);
    } finally {
      clearTimeout(timer);
    }
    if (!signal.aborted) throw unavailable(undefined);
  }

  #changeAlert(key: string, change: "ack" | "resolve"): Promise<AlertView> {
    return this.#post<{ alert: AlertView }>(`/alerts/${part(key)}/${change}`, {}).then(({ alert }) => alert);
  }

  #get<T>(path: string): Promise<T> {
    return this.#connection.get(path);
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return this.#connection.send("POST", path, body);
  }
}
