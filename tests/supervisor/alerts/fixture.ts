import { join } from "node:path";
import type { SinkSettings } from "../../../src/config/alerts.ts";
import { parseConfig } from "../../../src/config.ts";
import type { Condition } from "../../../src/domain/alert.ts";
import { createLogger } from "../../../src/log.ts";
import { projectPaths } from "../../../src/paths.ts";
import { createSinks } from "../../../src/sinks/registry.ts";
import { Store } from "../../../src/store/store.ts";
import { Alerts } from "../../../src/supervisor/alerts/alerts.ts";
import { Signs } from "../../../src/supervisor/alerts/signs.ts";
import { tempFolder } from "../../support/temp.ts";

export const condition = (change: Partial<Condition> = {}): Condition => ({
  cause: "work_unsaved:SESSION-001",
  kind: "work_unsaved",
  severity: "warning",
  subject: "SESSION-001",
  message: "the work of SESSION-001 could not be saved",
  hint: "overstory rescue list",
  ...change,
});

export const HOUR = 3_600_000;

type SinkInput = Partial<SinkSettings> & Pick<SinkSettings, "type"> & Record<string, unknown>;

/** The alerts of a project, with a real database and real sinks, in this process. */
export class AlertHouse implements AsyncDisposable {
  readonly #temp = tempFolder();
  readonly #config: unknown;
  readonly path = join(this.#temp.path, "overstory.db");
  /** How far the clock is ahead of the machine's; a test may set it. */
  aheadMs = 0;
  /** How often it has looked. */
  looks = 0;
  readonly clock = () => Date.now() + this.aheadMs;
  signs = new Signs();
  store: Store;
  alerts: Alerts;

  constructor(sinks: readonly SinkInput[], alerts: Record<string, unknown> = {}) {
    this.#config = { alerts: { sinks, ...alerts } };
    this.store = Store.open(this.path, "owner", this.clock);
    this.alerts = this.#begin();
  }

  /** As after the end of the daemon: a new one on the same database. */
  async restart(): Promise<void> {
    await this.stop();
    this.signs = new Signs();
    this.store = Store.open(this.path, "owner", this.clock);
    this.alerts = this.#begin();
  }

  async stop(): Promise<void> {
    await this.alerts.stop();
    this.store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#temp[Symbol.dispose]();
  }

  #begin(): Alerts {
    const { store, signs, clock } = this;
    const settings = parseConfig(this.#config, "test");
    const sinks = createSinks(settings.alerts.sinks, { showMessage: async () => 0, clock });
    const paths = projectPaths(this.#temp.path, `${this.#temp.path}/.git`);
    const world = { store, signs, clock, settings, paths, log: createLogger() };
    const alerts = new Alerts(world, sinks, { beat: () => {}, rest: () => this.looks++ });
    alerts.start();
    return alerts;
  }
}
