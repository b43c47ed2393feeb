import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { plainRuntime } from "../../../src/config/runtimes.ts";
import type { AgentSignal } from "../../../src/domain/agent/signal.ts";
import type { Session } from "../../../src/domain/session.ts";
import type { Report } from "../../../src/domain/watchdog/report.ts";
import { createLogger } from "../../../src/log.ts";
import { agentSpool, projectPaths } from "../../../src/paths.ts";
import { hookLine } from "../../../src/runtimes/hook-line.ts";
import type { Runtime } from "../../../src/runtimes/runtime.ts";
import { shellRuntime } from "../../../src/runtimes/shell.ts";
import { listEvents } from "../../../src/store/events.ts";
import { Intake } from "../../../src/supervisor/agents/intake.ts";
import { SpoolReader, type SpoolWorld } from "../../../src/supervisor/agents/spool-reader.ts";
import { addSession, type TestStore, testStore } from "../../store/fixture.ts";

const SHELL = shellRuntime(null, plainRuntime());

/** A runtime whose hooks get a signal as their payload, whatever they are called. */
export const TOLD: Runtime = {
  ...SHELL,
  name: "told",
  abilities: { ...SHELL.abilities, readyBy: "hook", hooks: true },
  hookContext: (event, text) => (event === "Prompt" || event === "Tool" ? `${event}: ${text}\n` : undefined),
  readHook: (event, payload) => {
    if (event === "Broken") throw new Error("the adapter is broken");
    return isSignal(payload) ? [payload] : [{ kind: "unknown", event }];
  },
};

const isSignal = (payload: unknown): payload is AgentSignal =>
  typeof payload === "object" && payload !== null && "kind" in payload;

export interface Spooled extends AsyncDisposable {
  test: TestStore;
  session: Session;
  intake: Intake;
  reader: SpoolReader;
  folder: string;
  world: SpoolWorld;
  reports: Report[];
  prompts: string[];
  warnings: string[];
  /** Calls a hook as an agent does, with that on its stdin. */
  call(event: string, payload: unknown): Promise<void>;
  /** Another daemon over the same store and spool. */
  another(): { intake: Intake; reader: SpoolReader };
  /** Kinds of events of the session, oldest first. */
  told(): string[];
}

/** A session whose hooks write into a spool, and an intake over it that is not started. */
export function spooled(state: "booting" | "working" = "booting", runtime: Runtime = TOLD): Spooled {
  const test = testStore();
  const paths = projectPaths(join(test.folder, "project"), join(test.folder, "project/.git"));
  const session = addSession(test.store, { runtime: "told", state });
  const folder = agentSpool(paths, session.id);
  mkdirSync(folder, { recursive: true });
  const reports: Report[] = [];
  const prompts: string[] = [];
  const warnings: string[] = [];
  const log = createLogger();
  log.warn = log.error = Object.assign((text: string) => void warnings.push(text), { raw: () => {} });
  const runtimes = { all: [runtime], require: () => runtime };
  const world = { paths, store: test.store, runtimes, log, clock: Date.now };
  const takers = {
    takeReports: (_: unknown, __: string, all: readonly Report[]) => reports.push(...all),
    markSeen: (_: unknown, __: string, prompt: string) => prompts.push(prompt),
    log,
  };
  const open: Intake[] = [];
  const another = () => {
    const reader = new SpoolReader(world, takers);
    const intake = new Intake(world, reader);
    open.push(intake);
    return { intake, reader };
  };
  return {
    ...{ test, session, folder, world, reports, prompts, warnings, another },
    ...another(),
    call: async (event, payload) => {
      const text = typeof payload === "string" ? payload : JSON.stringify(payload);
      const hook = Bun.spawn(["sh", "-c", hookLine(folder, event)], { stdin: Buffer.from(text) });
      if ((await hook.exited) !== 0) throw new Error(`the hook ended with ${hook.exitCode}`);
    },
    told: () => listEvents(test.db, { after: 0, limit: 1000, sessionId: session.id }).map(({ kind }) => kind),
    [Symbol.asyncDispose]: async () => {
      for (const intake of open) await intake.close();
      test[Symbol.dispose]();
    },
  };
}
