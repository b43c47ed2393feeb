import type { WorkServices } from "./api/work-services.ts";
import { knownRole } from "./config/role-of.ts";
import type { World } from "./supervisor/world.ts";
import { Activities } from "./work/activities.ts";
import { createCallers } from "./work/callers.ts";
import { CompletionChecks } from "./work/completion/completion-checks.ts";
import type { GatePort } from "./work/completion/run-gates.ts";
import { Context } from "./work/context.ts";
import { Delegation } from "./work/delegation.ts";
import { InstructionWriter } from "./work/instructions.ts";
import { readMetrics } from "./work/metrics.ts";
import { Phases } from "./work/phases.ts";
import { Sessions } from "./work/sessions.ts";
import { Sprints } from "./work/sprints.ts";
import { type TaskPorts, Tasks } from "./work/tasks.ts";

/** What the work of sessions needs of the supervisor. */
export interface WorkPorts {
  gates: GatePort;
  stopper: TaskPorts["stops"];
  agents: { noticesHeard(): void };
}

/** What sessions can do, each by the part that does it, and what these need of each other. */
export function createWork(
  world: Pick<World, "store" | "settings" | "git" | "clock" | "log">,
  { gates, stopper: stops, agents }: WorkPorts,
): WorkServices {
  const { store, settings, git, clock, log } = world;
  const { completion: policy, runtime, role, gates: commands, restart } = settings;
  const completion = new CompletionChecks({ store, git, policy, gates, clock });
  const heard = () => agents.noticesHeard();
  const rules = {
    spec: { runtime, role, gates: commands, restart },
    mayWrite: (role: string) => knownRole(settings, role).mayWrite,
    maxPerMinute: settings.team.maxTasksPerMinute,
  };
  const tasks = new Tasks(store, { checks: completion, stops, rules });
  return {
    callers: createCallers(store),
    sessions: new Sessions({ store, settings, clock, tasks, completion }),
    tasks,
    sprints: new Sprints(store, { checks: completion }),
    context: new Context(store),
    activities: new Activities(store),
    phases: new Phases(store, heard),
    delegation: new Delegation({ store, settings, completion, log }),
    completion,
    instructions: new InstructionWriter(store, settings.instructions, policy, heard),
    metrics: () => readMetrics(store.db, clock()),
  };
}
