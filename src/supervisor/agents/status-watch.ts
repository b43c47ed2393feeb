import { readFileSync, statSync } from "node:fs";
import { findInStatus, STATUS_SETTLES_MS } from "../../domain/agent/status-evidence.ts";
import type { Turn } from "../../domain/agent/turn.ts";
import { isOpen, type Session } from "../../domain/session.ts";
import { describeError, systemCode } from "../../errors.ts";
import { NameWatch } from "../../files/name-watch.ts";
import type { StatusFile } from "../../runtimes/status-file.ts";
import { getSession } from "../../store/sessions.ts";
import { getTurn, listTurns } from "../../store/turns.ts";
import type { World } from "../world.ts";
import { askedBy } from "./asked-on-screen.ts";
import { lookAtPane } from "./look-at-pane.ts";
import type { SpoolReader } from "./spool-reader.ts";

type StatusWorld = Pick<World, "store" | "tmux" | "runtimes" | "log" | "clock">;

/** Follows the files that CLIs keep about themselves: a turn that a person breaks off, and a dialog that is answered, fire no hook. */
export class StatusWatch {
  readonly #world: StatusWorld;
  readonly #agent: Pick<SpoolReader, "take" | "takeIn" | "heardAt">;
  readonly #files = new NameWatch();
  /** Files that are watched, by session. */
  readonly #paths = new Map<string, string>();
  readonly #timers = new Map<string, Timer>();

  constructor(world: StatusWorld, agent: Pick<SpoolReader, "take" | "takeIn" | "heardAt">) {
    this.#world = world;
    this.#agent = agent;
  }

  /** From now on its file is followed, if its runtime keeps one and its agent runs. */
  watch(session: Session): void {
    const path = this.#pathOf(session);
    if (path === null || (this.#paths.get(session.id) === path && this.#files.has(path))) return;
    this.forget(session.id);
    // A folder that is not there yet is asked for again at the next sweep.
    if (this.#files.add(path, () => this.#lookIn(session.id, STATUS_SETTLES_MS)) !== null) return;
    this.#paths.set(session.id, path);
    this.#lookIn(session.id, STATUS_SETTLES_MS);
  }

  /** Looks at the files of all of them, for what the system did not tell. */
  sweep(sessions: readonly Session[]): void {
    for (const session of sessions) this.watch(session);
    for (const { sessionId: id, state, ask } of this.#paths.size > 0 ? listTurns(this.#world.store.db) : [])
      if (this.#paths.has(id) && (state === "working" || ask !== null)) this.#lookIn(id, 0);
  }

  forget(id: string): void {
    const path = this.#paths.get(id);
    if (path !== undefined) this.#files.remove(path);
    this.#paths.delete(id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  close(): void {
    this.#files.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #pathOf({ agent, runtime }: Session): string | null {
    const file = this.#fileOf(runtime);
    return file && agent ? file.path({ pid: agent.pid, environment: process.env }) : null;
  }

  #fileOf(runtime: string): StatusFile | undefined {
    return this.#world.runtimes.all.find(({ name }) => name === runtime)?.statusFile;
  }

  #lookIn(id: string, ms: number): void {
    if (this.#timers.has(id)) return;
    const look = () => {
      this.#timers.delete(id);
      this.#look(id).catch((error) =>
        this.#world.log.warn(`the status of session ${id}: ${describeError(error)}`),
      );
    };
    this.#timers.set(id, setTimeout(look, ms));
  }

  async #look(id: string): Promise<void> {
    const { store, clock } = this.#world;
    await this.#agent.takeIn(id);
    const session = getSession(store.db, id);
    const turn = getTurn(store.db, id);
    if (!session || !turn || !isOpen(session.state) || session.exitedAt !== null) return;
    const found = this.#read(session);
    if (found === null) return;
    const heardAt = this.#agent.heardAt(id) ?? turn.since;
    const finding = findInStatus({ ...found, turn, heardAt, now: clock() });
    if (finding === "wait") return this.#lookIn(id, STATUS_SETTLES_MS / 4);
    if (finding === "look") await this.#lookAtScreen(session, turn);
    else if (finding !== null) await this.#agent.take(id, [{ kind: finding }], turn);
  }

  async #lookAtScreen(session: Session, turn: Turn): Promise<void> {
    const reading = await lookAtPane(this.#world, session);
    if ("unknown" in reading || reading.dialog === null) return;
    await this.#agent.take(session.id, [askedBy(reading.dialog)], turn);
  }

  /** What the file says; null without one, and for one of an earlier process with the same pid. */
  #read(session: Session): { status: "working" | "idle" | "waiting"; statusAt: number } | null {
    const path = this.#paths.get(session.id);
    if (path === undefined) return null;
    try {
      const statusAt = statSync(path).mtimeMs;
      if (statusAt < (session.agentStartedAt ?? 0)) return null;
      const status = this.#fileOf(session.runtime)?.read(readFileSync(path, "utf8")) ?? null;
      return status === null ? null : { status, statusAt };
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      return null;
    }
  }
}
