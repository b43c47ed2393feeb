import type { PaneAddress } from "../domain/session.ts";
import type { Tmux } from "../tmux/tmux.ts";

export interface TmuxLinkOptions {
  /** Finds the project's server or starts it. `onGone` must be called when that very server has ended. */
  connect: (onGone: () => void) => Promise<Tmux>;
  /** A server that was in use has ended, and everything in it. */
  onGone: (server: Tmux["server"]) => void;
}

/** The project's tmux server, started when it is first needed, and again after it has died. */
export class TmuxLink {
  readonly #options: TmuxLinkOptions;
  #connecting: Promise<Tmux> | undefined;
  #current: Tmux | undefined;
  #isClosed = false;

  constructor(options: TmuxLinkOptions) {
    this.#options = options;
  }

  /** The server in use now, if any. */
  get current(): Tmux | undefined {
    return this.#current;
  }

  isIn(pane: PaneAddress): boolean {
    const server = this.#current?.server;
    return server?.serverPid === pane.serverPid && server.serverStartedAt === pane.serverStartedAt;
  }

  /** The running server; starts one when there is none. Throws `tmux`. */
  get(): Promise<Tmux> {
    this.#connecting ??= this.#connect().catch((error) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  /** Leaves the server running. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connecting?.then(
      (tmux) => tmux.close(),
      () => {},
    );
  }

  #forget(tmux: Tmux): void {
    this.#connecting = undefined;
    this.#current = undefined;
    if (!this.#isClosed) this.#options.onGone(tmux.server);
  }

  async #connect(): Promise<Tmux> {
    let isGone = false;
    const tmux = await this.#options.connect(() => {
      isGone = true;
      if (this.#current) this.#forget(this.#current);
    });
    this.#current = tmux;
    if (isGone) this.#forget(tmux);
    return tmux;
  }
}
