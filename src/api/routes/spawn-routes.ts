import type { Session } from "../../domain/session.ts";
import type { Task } from "../../domain/task.ts";
import { usageError } from "../../errors.ts";
import { parse } from "../../schema.ts";
import { getRun, requireRun } from "../../store/runs.ts";
import { type Call, ownSessionOf, readCall, requireOwn, requireSelf } from "../callers.ts";
import { SELF } from "../contract/call.ts";
import type { SpawnRequest } from "../contract/child.ts";
import { ChildrenQuery, SayDone, SpawnTask } from "../goal-input.ts";
import { readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewChildren } from "../views/child-view.ts";
import { viewSession } from "../views/session-view.ts";

/** What sessions hand out, and that they are done. */
export function spawnRoutes(services: Services) {
  const { store, team, paths, clock } = services;
  const view = (tasks: readonly Task[]) => viewChildren(store.db, tasks, waitsOf(services, tasks));
  return {
    "/spawn": {
      POST: async (request: Request) => {
        const { run, ...wish } = parse(SpawnTask, await readJson(request), "spawn");
        const task = await spawn(services, readCall(services, request), run, wish);
        return Response.json({ child: view([task])[0] });
      },
    },
    "/children": {
      GET: (request: Request) => {
        const { session = SELF } = parse(ChildrenQuery, readQuery(request), "children");
        const parent = ownSessionOf(services, readCall(services, request), session);
        return Response.json({ children: view(team.spawns.childrenOf(parent)) });
      },
    },
    "/done": {
      POST: async (request: Request) => {
        const wish = parse(SayDone, await readJson(request), "done");
        const call = readCall(services, request);
        const own = requireOwn(call);
        requireSelf(call, own);
        const session: Session = await team.spawns.done(own, wish);
        return Response.json({ session: viewSession(store.db, paths, session, clock()) });
      },
    },
  };
}

/** A session spawns in its own run; the operator names one, or acts for the session of this place. */
function spawn(
  { team, store }: Services,
  call: Call,
  run: string | undefined,
  wish: SpawnRequest,
): Promise<Task> {
  if (call.caller.kind === "operator" && run !== undefined) return team.spawns.byOperator(run, wish);
  if (call.own === null)
    throw usageError(
      "run: is missing; whose task is it to be?",
      "overstory spawn --run RUN-001; overstory run list lists the runs",
    );
  const own = requireOwn(call);
  if (run !== undefined && requireRun(store.db, run).id !== own.runId)
    throw usageError(`run: ${run} is not the run of ${own.key}`, "leave --run out");
  return team.spawns.bySession(own, wish);
}

function waitsOf({ team, store }: Services, tasks: readonly Task[]): ReadonlyMap<string, string> {
  const runs = new Set(tasks.flatMap(({ runId }) => runId ?? []));
  return new Map(
    [...runs].flatMap((id) => {
      const run = getRun(store.db, id);
      return run ? [...team.spawns.waitsOf(run)] : [];
    }),
  );
}
