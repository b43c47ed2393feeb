import type { BunRequest } from "bun";
import { OverstoryError } from "../../errors.ts";
import { getRun } from "../../store/runs.ts";
import type { ScheduleView } from "../contract/schedule.ts";
import type { Services } from "../services.ts";
import { iso, isoOrNull } from "../views/times.ts";

export const scheduleRoutes = (services: Services) => ({
  "/schedules": { GET: () => Response.json({ schedules: viewSchedules(services) }) },
  "/schedules/:name/run": {
    POST: async (request: BunRequest<"/schedules/:name/run">) => {
      const { name } = request.params;
      await services.schedules.runNow(name);
      const schedule = viewSchedules(services).find((one) => one.name === name);
      if (!schedule) throw new OverstoryError("not_found", `there is no schedule "${name}"`);
      return Response.json({ schedule });
    },
  },
});

const viewSchedules = ({ schedules, store }: Services): ScheduleView[] =>
  schedules.list().map(({ settings, nextAt, last }) => ({
    name: settings.name,
    cron: settings.cron,
    timezone: settings.timezone,
    plan: settings.plan,
    overlap: settings.overlap,
    nextAt: isoOrNull(nextAt),
    last: last && {
      dueAt: iso(last.dueAt),
      endedAt: isoOrNull(last.endedAt),
      result: last.result,
      run: last.runId === null ? null : (getRun(store.db, last.runId)?.key ?? null),
      message: last.message,
    },
  }));
