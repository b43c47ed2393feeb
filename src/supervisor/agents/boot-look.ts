import { attentionOf, reasonOf } from "../../domain/agent/dialog-wait.ts";
import { readyBy } from "../../domain/agent/readiness.ts";
import type { Session } from "../../domain/session.ts";
import type { Report } from "../../domain/watchdog/report.ts";
import { describeError } from "../../errors.ts";
import { getSession } from "../../store/sessions.ts";
import type { World } from "../world.ts";
import { lookAtPane } from "./look-at-pane.ts";
import type { SpoolReader } from "./spool-reader.ts";

const EVERY_MS = 1000;
/** An agent whose screen tells that it is ready is waited for. */
const EAGER_MS = 200;
/** Agents take that long to start; only then is it worth asking whether something holds them. */
const PATIENCE_MS = 2000;

type LookWorld = Pick<World, "store" | "tmux" | "runtimes" | "log" | "clock">;

/** Looks at the screens of agents that run and are not ready: they may show a dialog before any hook of them fires. */
export class BootLook {
  readonly #world: LookWorld;
  readonly #agent: Pick<SpoolReader, "take">;
  readonly #report: (sessionId: string, report: Report) => Promise<void>;
  /** What was told of each that is looked at; null while nothing was. */
  readonly #told = new Map<string, string | null>();
  readonly #timers = new Map<string, Timer>();

  constructor(
    world: LookWorld,
    agent: Pick<SpoolReader, "take">,
    report: (sessionId: string, report: Report) => Promise<void>,
  ) {
    this.#world = world;
    this.#agent = agent;
    this.#report = report;
  }

  /** Looks again and again until it is ready, or has ended. Does nothing for one that is ready, or has no screen to look at. */
  watch(id: string): void {
    if (this.#timers.has(id)) return;
    const session = this.#unready(id);
    if (!session) return;
    const isEager = this.#by(session) === "screen";
    const age = this.#world.clock() - (session.agentStartedAt ?? session.startedAt);
    this.#next(id, isEager ? EAGER_MS : Math.max(EVERY_MS, PATIENCE_MS - age));
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #next(id: string, afterMs: number): void {
    const look = () =>
      this.#look(id).catch((error) => {
        this.#timers.delete(id);
        this.#world.log.warn(`the screen of session ${id}: ${describeError(error)}`);
      });
    this.#timers.set(id, setTimeout(look, afterMs));
  }

  /** The session, while its agent runs and is not ready. */
  #unready(id: string): Session | null {
    const session = getSession(this.#world.store.db, id);
    if (session?.state !== "booting" || session.exitedAt !== null) return null;
    if (session.agent === null || session.mode === "headless") return null;
    return this.#by(session) === "process" ? null : session;
  }

  #by({ runtime, mode }: Session) {
    const found = this.#world.runtimes.all.find(({ name }) => name === runtime);
    return found ? readyBy(found.abilities, mode) : "process";
  }

  async #look(id: string): Promise<void> {
    const session = this.#unready(id);
    if (session) await this.#takeIn(session);
    if (!session || !this.#unready(id)) {
      this.#timers.delete(id);
      this.#told.delete(id);
      return;
    }
    const age = this.#world.clock() - (session.agentStartedAt ?? session.startedAt);
    this.#next(id, this.#by(session) === "screen" && age < PATIENCE_MS ? EAGER_MS : EVERY_MS);
  }

  async #takeIn(session: Session): Promise<void> {
    const { id } = session;
    const reading = await lookAtPane(this.#world, session);
    if ("unknown" in reading) return;
    if (reading.dialog) {
      const { dialog } = reading;
      await this.#tell(id, {
        kind: "wait",
        attention: attentionOf(dialog),
        reason: reasonOf(dialog, session.key),
      });
      return;
    }
    if (reading.fault?.cause === "auth" && !reading.fault.isRetrying) {
      await this.#tell(id, { kind: "wait", attention: "auth", reason: reading.fault.text });
      return;
    }
    await this.#tell(id, null);
    const takesPrompts = reading.screen === "ready" || reading.screen === "busy";
    if (takesPrompts && this.#by(session) === "screen")
      await this.#agent.take(id, [{ kind: "ready", conversation: null }]);
  }

  /** Each thing once; null: what was told is over. */
  async #tell(id: string, wait: Extract<Report, { kind: "wait" }> | null): Promise<void> {
    const told = this.#told.get(id) ?? null;
    const next = wait === null ? null : `${wait.attention} ${wait.reason}`;
    if (next === told) return;
    this.#told.set(id, next);
    await this.#report(id, wait ?? { kind: "working" });
  }
}
