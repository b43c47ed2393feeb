import { parsePlan } from "./api/plan-input.ts";
import type { DaemonInfo, Services } from "./api/services.ts";
import { Imports } from "./compat/engine/imports.ts";
import { detect } from "./compat/formats/registry.ts";
import { createTeam } from "./daemon-team.ts";
import { createWork } from "./daemon-work.ts";
import type { Session } from "./domain/session.ts";
import { describeError } from "./errors.ts";
import { requestCancel } from "./store/runs.ts";
import { listSessionsOfRun } from "./store/sessions.ts";
import type { Transaction } from "./store/store.ts";
import { requireTaskByKey } from "./store/tasks.ts";
import type { Adopter } from "./supervisor/agents/adopter.ts";
import type { AdoptionPlan } from "./supervisor/agents/adoption-plan.ts";
import { Transcripts } from "./supervisor/agents/transcripts.ts";
import type { Alerts } from "./supervisor/alerts/alerts.ts";
import { attachArgv } from "./supervisor/attach-argv.ts";
import { checkDaemon } from "./supervisor/check-daemon.ts";
import { Reports } from "./supervisor/reports.ts";
import { Rescue } from "./supervisor/rescue.ts";
import { checkRoles } from "./supervisor/role-checks.ts";
import { checkRuntimes, listRuntimeChecks, repairRuntime } from "./supervisor/runtime-checks.ts";
import type { Housekeeping } from "./supervisor/schedules/housekeeping.ts";
import { createRunStarter } from "./supervisor/start-run.ts";
import type { Supervisor } from "./supervisor/supervisor.ts";
import type { World } from "./supervisor/world.ts";
import { giveTask } from "./work/tasks.ts";

/** Starts a run of a plan as it came from outside. */
export function runStarter(world: World): Services["startRun"] {
  const startRun = createRunStarter(world);
  return ({ source, requestId, base, into, maxAgents }, input) => {
    const plan = parsePlan(input, source, world.settings);
    const wish = { ...plan, into: into ?? plan.into, maxAgents: maxAgents ?? plan.maxAgents };
    return startRun({ plan: wish, base: base ?? "HEAD", requestId });
  };
}

/** Takes over an agent as it was asked for from outside. */
function adopting({ store }: Pick<World, "store">, adopter: Adopter): Services["adopt"] {
  return async ({ target, runtime = null, force = false, conversation, name = null, task }) => {
    const given = task === undefined ? null : requireTaskByKey(store.db, task);
    const wish = { target, runtime, force };
    if (conversation === undefined) return { ...shown(await adopter.look(wish)), session: null };
    const claim = given && ((tx: Transaction, session: Session) => giveTask(tx, session, given));
    const { plan, session } = await adopter.adopt(wish, { name, conversation, claim });
    return { ...shown(plan), session: session.key };
  };
}

const shown = ({ head: _, ...plan }: AdoptionPlan) => plan;

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
  const { messages, answers } = supervisor;
  const work = createWork(world, supervisor);
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
    messages: {
      send: (session, message) => messages.send(session, message),
      reached: (id, wanted) => messages.reached(id, wanted),
      isProvable: (session) => messages.isProvable(session),
      question: (session) => answers.question(session),
      answer: (session, wish, seen) => answers.give(session, wish, seen),
    },
    attachArgv: (session, readOnly) => attachArgv(world, session, readOnly),
    explainWatch: (session) => supervisor.watchdog.explain(session),
    takeReport: (session, attempt, report) => reports.take(session, attempt, report),
    adopt: adopting(world, supervisor.adopter),
    transcripts: new Transcripts(world),
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
    check: async () => [
      ...(await checkDaemon(world)),
      ...(await checkRoles(world)),
      ...(await listRuntimeChecks(world)),
    ],
    runtimes: {
      check: () => checkRuntimes(world),
      repair: (check) => repairRuntime(world, check),
    },
    work,
    team: createTeam(world, {
      work,
      merges: supervisor.merges,
      waitsForMail: (id) => {
        supervisor.watchdog
          .report(id, { kind: "progress", note: "waits for mail" })
          .catch((error) => world.log.warn(`a wait for mail is not on record: ${describeError(error)}`));
      },
    }),
  };
}
