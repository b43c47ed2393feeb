import { readyBy } from "../../domain/agent/readiness.ts";
import type { TurnSignal } from "../../domain/agent/take-signal.ts";
import { isSpawned, type Session } from "../../domain/session.ts";
import type { Report } from "../../domain/watchdog/report.ts";
import { markSeen } from "../../store/messages.ts";
import { getSession, listOpenSessions } from "../../store/sessions.ts";
import type { Transaction } from "../../store/store.ts";
import type { World } from "../world.ts";
import { BootLook } from "./boot-look.ts";
import { Intake } from "./intake.ts";
import { NoticeBoard } from "./notice-board.ts";
import { ScreenTurns } from "./screen-turns.ts";
import { ScreenWatch } from "./screen-watch.ts";
import { SpoolReader } from "./spool-reader.ts";
import { StatusWatch } from "./status-watch.ts";

/** Whom the agents' signals are passed on to. */
export interface AgentPorts {
  report(sessionId: string, report: Report): Promise<void>;
  takeReports(tx: Transaction, sessionId: string, reports: readonly Report[]): void;
}

/** Hears what agents tell of themselves: by their hooks, the files they keep, and their screens while they start. */
export class Agents {
  readonly #world: World;
  readonly #reader: SpoolReader;
  readonly #intake: Intake;
  readonly #bootLook: BootLook;
  readonly #statuses: StatusWatch;
  readonly #screens: ScreenWatch;
  readonly #screenTurns: ScreenTurns;
  readonly #notices: NoticeBoard;

  constructor(world: World, ports: AgentPorts) {
    this.#world = world;
    this.#reader = new SpoolReader(world, {
      takeReports: (tx, id, reports) => ports.takeReports(tx, id, reports),
      markSeen,
      log: world.log,
    });
    this.#intake = new Intake(world, this.#reader);
    this.#bootLook = new BootLook(world, this.#reader, (id, report) => ports.report(id, report));
    this.#statuses = new StatusWatch(world, this.#reader);
    this.#screens = new ScreenWatch(world, this.#reader);
    this.#screenTurns = new ScreenTurns(world, this.#reader);
    this.#notices = new NoticeBoard(world);
  }

  start(): void {
    this.#intake.start();
    this.#notices.start();
    for (const session of listOpenSessions(this.#world.store.db)) {
      this.#bootLook.watch(session.id);
      this.#statuses.watch(session);
    }
  }

  /** Looks for what no event told. */
  async sweep(): Promise<void> {
    this.#intake.sweep();
    const open = listOpenSessions(this.#world.store.db).filter(isSpawned);
    this.#statuses.sweep(open);
    for (const { id, state } of open) if (state === "booting") this.#bootLook.watch(id);
    await Promise.all([this.#screens.sweep(open), this.#screenTurns.sweep(open)]);
  }

  /** Whether an agent is ready as soon as its process runs. */
  isReady({ runtime, mode }: Session): boolean {
    const found = this.#world.runtimes.all.find(({ name }) => name === runtime);
    return found === undefined || readyBy(found.abilities, mode) === "process";
  }

  /** The agent's own process runs. */
  started(id: string): void {
    this.#bootLook.watch(id);
    const session = getSession(this.#world.store.db, id);
    if (session) this.#statuses.watch(session);
  }

  /** A session has heard its notices in another way than by its hooks. */
  noticesHeard(): void {
    this.#notices.refresh();
  }

  /** Something is known of an agent in another way than by its hooks, such as that a dialog of it was answered. */
  take(id: string, signals: readonly TurnSignal[]): Promise<void> {
    return this.#reader.take(id, signals);
  }

  /** Resolves when all that its hooks have told so far is taken in. */
  takeIn(id: string): Promise<void> {
    return this.#reader.takeIn(id);
  }

  /** Its session is settled: nothing of it is listened to any more. */
  over(id: string): Promise<void> {
    this.#statuses.forget(id);
    return this.#intake.over(id);
  }

  async close(): Promise<void> {
    this.#bootLook.close();
    this.#statuses.close();
    this.#notices.close();
    await this.#intake.close();
  }
}
