import type { Role } from "./role.ts";

/** What one run may have at work, as a whole. */
export interface SpawnLimits {
  /** How far below the coordinator a session may be: 1 for its own workers. */
  maxDepth: number;
  /** Tasks that sessions of one run may make in all. */
  maxTasks: number;
  /** And within one minute. */
  maxTasksPerMinute: number;
}

/** What is known when a session asks for somebody to work for it. */
export interface SpawnFacts {
  /** Key of the session that asks, and its role. */
  maker: string;
  role: Pick<Role, "name" | "maySpawn">;
  /** How far below the coordinator it is. */
  depth: number;
  /** Role of whoever is to do it. */
  wanted: string;
  /** Tasks that sessions of this run have made. */
  made: number;
  madeLastMinute: number;
  /** Tasks of the same title that it made within ten minutes and that were stopped. */
  failedAlike: number;
}

export interface SpawnRefusal {
  /** Names the rule. */
  message: string;
  /** Who could, or what to do. */
  hint: string;
}

const MAX_FAILED_ALIKE = 3;

/** Why a session may not have that done; null when it may. What is only too much at a time waits in the queue instead. */
export function refuseSpawn(facts: SpawnFacts, limits: SpawnLimits): SpawnRefusal | null {
  const { maker, role, depth, wanted, made, madeLastMinute, failedAlike } = facts;
  if (role.maySpawn === null)
    return {
      message: `${maker} is a ${role.name}, which may have nobody work for it`,
      hint: "ask your parent: overstory mail send @parent",
    };
  if (!role.maySpawn.roles.includes(wanted))
    return {
      message: `${maker} is a ${role.name}, which may not spawn a ${wanted}`,
      hint: `it may spawn: ${role.maySpawn.roles.join(", ")}`,
    };
  if (depth >= limits.maxDepth)
    return {
      message: `${maker} is ${depth} below the coordinator, and nobody may work deeper than ${limits.maxDepth} (team.maxDepth)`,
      hint: "do it yourself, or ask your parent",
    };
  if (made >= limits.maxTasks)
    return {
      message: `this run's sessions have made ${made} tasks, which is all they may (team.maxTasks)`,
      hint: "the operator can: overstory spawn --run RUN",
    };
  if (madeLastMinute >= limits.maxTasksPerMinute)
    return {
      message: `${madeLastMinute} tasks were made within the last minute, which is the most (team.maxTasksPerMinute)`,
      hint: "wait a minute",
    };
  if (failedAlike >= MAX_FAILED_ALIKE)
    return {
      message: `${failedAlike} tasks of this title were stopped within ten minutes`,
      hint: "find out why first: overstory children shows the reasons",
    };
  return null;
}
