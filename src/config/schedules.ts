import { Cron } from "croner";
import * as v from "valibot";
import { ZoneField } from "./alerts.ts";
import { count, FilledText, MaxAgents, Name, PositiveDuration } from "./fields.ts";

/** A cron pattern as croner takes it; five fields, or six with seconds. */
const CronPattern = v.pipe(
  FilledText,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      new Cron(dataset.value, { paused: true }).stop();
    } catch (error) {
      addIssue({
        message: `"${dataset.value}" is not a cron pattern: ${error instanceof Error ? error.message : error}`,
      });
    }
  }),
);

export const OVERLAPS = ["skip", "queue", "allow"] as const;

/** Starts a run of a plan at certain times. */
const Schedule = v.strictObject({
  name: Name,
  cron: CronPattern,
  timezone: ZoneField,
  /** Plan file, from the top of the repository. */
  plan: FilledText,
  /** While the run before it is active: leave it out, start it afterwards, or start it beside it. */
  overlap: v.optional(v.picklist(OVERLAPS), "skip"),
  maxAgents: v.optional(MaxAgents),
});
export type ScheduleSettings = v.InferOutput<typeof Schedule>;

export const SchedulesField = v.optional(
  v.pipe(
    v.array(Schedule),
    v.check(
      (all) => new Set(all.map(({ name }) => name)).size === all.length,
      "has two schedules of one name; give each a name of its own",
    ),
  ),
  [],
);

/** How long what is over is kept; null for always. */
export const RetentionField = v.optional(
  v.strictObject({
    events: v.optional(v.nullable(PositiveDuration), "90d"),
    /** Output of sessions that ended. */
    logs: v.optional(v.nullable(PositiveDuration), "30d"),
    /** Worktrees of stopped tasks. Their branches stay, and what is uncommitted is saved first. */
    worktrees: v.optional(v.nullable(PositiveDuration), null),
    /** The watchdog's records. */
    watchLog: v.optional(v.nullable(PositiveDuration), "90d"),
    alerts: v.optional(v.nullable(PositiveDuration), "90d"),
  }),
  {},
);

export const BackupField = v.optional(
  v.nullable(
    v.strictObject({
      cron: v.optional(CronPattern, "17 3 * * *"),
      timezone: ZoneField,
      keep: v.optional(count(1, 1000), 7),
    }),
  ),
  {},
);

export const ImportsField = v.optional(
  v.strictObject({
    /** How long the rows of other systems are kept as they were, beside what became of them; null for always. */
    keepRaw: v.optional(v.nullable(PositiveDuration), "30d"),
  }),
  {},
);
