import type { Clocks } from "../../src/domain/watchdog/observed-time.ts";

/** The clocks of a simulated machine, and the true measure of how long a daemon could see what happened. */
export class VirtualTime {
  #wall = Date.UTC(2026, 0, 31, 12);
  #monotonic = 1_000_000;
  #sinceBoot = 1_000_000;
  #seen = 0;

  /** ms UTC, as the machine's clock says; it may be wrong. */
  get wall(): number {
    return Math.floor(this.#wall);
  }

  /** ms in which the machine was awake: what agents live by. */
  get awake(): number {
    return this.#monotonic;
  }

  /** ms in which the machine was awake and a daemon was at work: what ages are to be counted in. */
  get seen(): number {
    return this.#seen;
  }

  readonly read = (): Clocks => ({
    wall: this.wall,
    monotonic: this.#monotonic,
    sinceBoot: this.#sinceBoot,
  });

  pass(ms: number, isSeen: boolean): void {
    this.#wall += ms;
    this.#monotonic += ms;
    this.#sinceBoot += ms;
    if (isSeen) this.#seen += ms;
  }

  /** The machine sleeps: nothing runs, agents as little as the daemon. */
  suspend(ms: number): void {
    this.#wall += ms;
    this.#sinceBoot += ms;
  }

  setWall(byMs: number): void {
    this.#wall += byMs;
  }
}
