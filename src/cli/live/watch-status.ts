import type { Client } from "../../api/client.ts";
import type { StatusView } from "../../api/contract/status.ts";
import { usageError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { connect, readStatus } from "../daemon/connect.ts";
import { type StatusLimits, statusPage } from "../render/status-page.ts";
import { isTerminal, terminalScreen } from "../terminal.ts";
import { liveEvents } from "./feed.ts";
import { FullScreen } from "./full-screen.ts";

/** At most ten redraws a second, however many events there are. */
const REDRAW_MS = 100;
const CLOCK_MS = 1000;
/** Lines of the page that are neither a session, a run nor a need. */
const HEADINGS = 12;

/** The status page, redrawn as events come, until q or ^C. The terminal is given back as it was found. */
export async function watchStatus(paths: ProjectPaths, all: boolean): Promise<void> {
  if (!(await isTerminal(1)))
    throw usageError("--watch needs a terminal", "for a feed: overstory events -f --json");
  const client = await connect(paths);
  const page = new StatusWatch(client, paths, all);
  const screen = new FullScreen(() => page.draw(screen));
  const clock = setInterval(() => page.tick(screen), CLOCK_MS);
  try {
    await Promise.race([page.follow(screen, screen.closed), screen.quit]);
  } finally {
    clearInterval(clock);
    screen.close();
  }
}

class StatusWatch {
  readonly #client: Client;
  readonly #paths: ProjectPaths;
  readonly #all: boolean;
  #status: StatusView | undefined;
  #readAt = 0;

  constructor(client: Client, paths: ProjectPaths, all: boolean) {
    this.#client = client;
    this.#paths = paths;
    this.#all = all;
  }

  async follow(screen: FullScreen, signal: AbortSignal): Promise<void> {
    const { cursor } = await this.#read();
    this.draw(screen);
    let stale = false;
    const failed = Promise.withResolvers<never>();
    const redraw = setInterval(() => {
      if (!stale) return;
      stale = false;
      this.#read().then(() => this.draw(screen), failed.reject);
    }, REDRAW_MS);
    const follow = async () => {
      for await (const _ of liveEvents(this.#client, this.#paths, { after: cursor }, signal)) stale = true;
    };
    try {
      await Promise.race([follow(), failed.promise]);
    } finally {
      clearInterval(redraw);
    }
  }

  /** Only what is going on has a clock that moves; no call is made for it. */
  tick(screen: FullScreen): void {
    const goesOn =
      this.#status?.sessions.length || this.#status?.runs.some(({ status }) => status === "active");
    if (goesOn) this.draw(screen);
  }

  draw(screen: FullScreen): void {
    if (!this.#status) return;
    screen.show(statusPage(this.#status, terminalScreen(), this.#limits(screen.rows)));
  }

  #limits(rows: number): StatusLimits {
    const room = Math.max(4, rows - HEADINGS);
    const few = Math.max(2, Math.floor(room / 6));
    return {
      ageMs: performance.now() - this.#readAt,
      attention: few,
      runs: few,
      sessions: Math.max(3, room - few * 2),
    };
  }

  async #read(): Promise<StatusView> {
    const status = await readStatus(this.#client, this.#paths, this.#all);
    this.#status = status;
    this.#readAt = performance.now();
    return status;
  }
}
