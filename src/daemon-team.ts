import type { TeamServices } from "./api/team-services.ts";
import type { WorkServices } from "./api/work-services.ts";
import { branchTip } from "./git/branches.ts";
import { readRole } from "./supervisor/read-role.ts";
import { readWaits, whyExhausted } from "./supervisor/read-run.ts";
import { createGoalStarter, whyUnfit } from "./supervisor/start-run.ts";
import { Tidying } from "./supervisor/tidying/tidying.ts";
import type { World } from "./supervisor/world.ts";
import { Done } from "./team/done.ts";
import { MailService } from "./team/mail/mail-service.ts";
import { Receipts } from "./team/receipts.ts";
import { Roles } from "./team/roles.ts";
import { TeamRuns } from "./team/runs.ts";
import { Spawns } from "./team/spawn.ts";

/** What the rest of the daemon does for it. */
export interface TeamPorts {
  work: Pick<WorkServices, "tasks">;
  merges: TeamServices["merges"];
  /** The session waits for mail: it is alive, and silent for a reason. */
  waitsForMail(sessionId: string): void;
}

/** What several agents do together, each by the part that does it. */
export function createTeam(world: World, { work, merges, waitsForMail }: TeamPorts): TeamServices {
  const { store, settings, runtimes, git, paths } = world;
  const spawns = new Spawns(store, {
    settings,
    refuses: (spec) => whyUnfit(world, spec),
    waitsOf: (run) => readWaits(world, run),
  });
  const done = new Done(store, work.tasks);
  return {
    runs: new TeamRuns(store, {
      settings,
      startGoal: createGoalStarter(world),
      hasBranch: async (name) => (await branchTip(git, name)) !== null,
      whyExhausted: (run) => whyExhausted(store.db, run),
    }),
    spawns: {
      bySession: (maker, request) => spawns.bySession(maker, request),
      byOperator: (run, request) => spawns.byOperator(run, request),
      childrenOf: (session) => spawns.childrenOf(session),
      waitsOf: (run) => spawns.waitsOf(run),
      done: (session, request) => done.declare(session, request),
    },
    mail: new MailService(store, waitsForMail),
    merges,
    roles: new Roles(settings, paths.root),
    receipts: new Receipts(store, git, {
      needsNoCommit: (session, task) => {
        const { isExcused, coordination } = readRole(store.db, session, task);
        const exitIsProof = runtimes.all.some(
          ({ name, exitIsProof }) => name === session.runtime && exitIsProof,
        );
        return exitIsProof || isExcused || coordination !== null;
      },
    }),
    tidying: new Tidying(world),
  };
}
