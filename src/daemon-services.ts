import { parsePlan } from "./api/plan-input.ts";
import type { DaemonInfo, Services } from "./api/services.ts";
import { Imports } from "./compat/engine/imports.ts";
import { detect } from "./compat/formats/registry.ts";
import { createWork } from "./daemon-work.ts";
import { requestCancel } from "./store/runs.ts";
import { listSessionsOfRun } from "./store/sessions.ts";
import type { Alerts } from "./supervisor/alerts/alerts.ts";
import { checkDaemon } from "./supervisor/check-daemon.ts";
import { Reports } from "./supervisor/reports.ts";
import { Rescue } from "./supervisor/rescue.ts";
import type { Housekeeping } from "./supervisor/schedules/housekeeping.ts";
import { attachArgv, sendInput } from "./supervisor/session-input.ts";
import { createRunStarter } from "./supervisor/start-run.ts";
import type { Supervisor } from "./supervisor/supervisor.ts";
import type { World } from "./supervisor/world.ts";

/** Starts a run of a plan as it came from outside. */
export function runStarter(world: World): Services["startRun"] {
  const startRun = createRunStarter(world);
  return ({ source, requestId, base, into, maxAgents }, input) => {
    const plan = parsePlan(input, source, world.settings);
    const wish = { ...plan, into: into ?? plan.into, maxAgents: maxAgents ?? plan.maxAgents };
    return startRun({ plan: wish, base: base ?? "HEAD", requestId });
  };
}

export interface DaemonParts {
  world: World;
  supervisor: Supervisor;
  alerts: Alerts;
  housekeeping: Housekeeping;
  startRun: Services["startRun"];
  info: DaemonInfo;
  /** Begins to stop the daemon. */
  stop: () => void;
}

/** What the API may ask of the rest of the daemon, each by the part that does it. */
export function createServices({
  world,
  supervisor,
  alerts,
  housekeeping,
  startRun,
  info,
  stop,
}: DaemonParts): Services {
  const { paths, settings, store, clock } = world;
  const { scheduler, backups } = housekeeping;
  const reports = new Reports(store, supervisor.watchdog);
  const rescue = new Rescue(world);
  return {
    paths,
    settings,
    store,
    info,
    clock,
    stop,
    tmuxServerPid: () => world.tmux.current?.server.serverPid ?? null,
    startRun,
    cancelRun: async (run, force) => {
      await store.write((tx) => requestCancel(tx, run.id));
      if (!force) return;
      const open = listSessionsOfRun(store.db, run.id).filter(({ endedAt }) => endedAt === null);
      // One that ends at the same moment refuses the stop, and needs none.
      await Promise.allSettled(
        open.map((session) => supervisor.stopper.stop(session, "run_cancelled", true)),
      );
    },
    stopSession: (session, force) => supervisor.stopper.stop(session, "operator", force),
    sendInput: async (session, text, submit) => {
      const result = await sendInput(world, session, text, submit);
      await supervisor.watchdog.report(session.id, { kind: "working" }); // whatever it asked has its answer
      return result;
    },
    attachArgv: (session, readOnly) => attachArgv(world, session, readOnly),
    explainWatch: (session) => supervisor.watchdog.explain(session),
    takeReport: (session, attempt, report) => reports.take(session, attempt, report),
    listSavedWork: (session) => rescue.list(session),
    findSavedWork: (what) => rescue.find(what),
    patchOf: (saved) => rescue.patch(saved),
    restoreWork: (saved, request) => rescue.restore(saved, request),
    schedules: scheduler,
    backups,
    imports: new Imports({
      store,
      root: paths.root,
      backups: paths.backups,
      detect,
      clock,
      random: world.random,
    }),
    acknowledgeAlert: (key) => alerts.acknowledge(key),
    resolveAlert: (key) => alerts.close(key),
    testAlerts: (sink) => alerts.test(sink),
    check: () => checkDaemon(world),
    work: createWork(world, supervisor),
  };
}
