import * as v from "valibot";
import { count, FilledText, Name, Text } from "../config/fields.ts";
import { ACTIVITY_KINDS } from "../domain/activity.ts";
import { OUTCOMES, SESSION_PHASES, SESSION_STATES, SESSION_TYPES } from "../domain/session.ts";
import { PRIORITIES, TASK_STATUSES } from "../domain/task.ts";

// Requests about sessions, tasks and what they do, as they come in. Parsed by `parse` of schema.ts.

const MAX_LINE = 500;
const MAX_TEXT = 20_000;
const MAX_KEYS = 1000;
const YEAR_MS = 365 * 86_400_000;

const atMost = (characters: number) => (text: string) => text.length <= characters;
/** For lists: one line. */
export const Line = v.pipe(FilledText, v.check(atMost(MAX_LINE), `must have at most ${MAX_LINE} characters`));
export const Prose = v.pipe(
  FilledText,
  v.check(atMost(MAX_TEXT), `must have at most ${MAX_TEXT} characters`),
);
const Key = v.pipe(FilledText, v.check(atMost(200), "must have at most 200 characters"));
const Keys = v.pipe(v.array(Key), v.maxLength(MAX_KEYS, `must name at most ${MAX_KEYS}`));
const Metadata = v.record(v.string(), v.unknown());

const Time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), "is not a time; write it as 2026-01-31T12:00:00Z"),
  v.transform(Date.parse),
);
/** A query parameter that says yes or no. */
const Flag = v.pipe(
  v.picklist(["true", "false"]),
  v.transform((text) => text === "true"),
);
const WholeNumber = v.pipe(v.string(), v.regex(/^\d{1,15}$/, "must be a whole number"), v.transform(Number));

export const StartSession = v.strictObject({
  name: v.optional(Name),
  role: v.optional(Name),
  source: v.optional(v.picklist(["cli", "mcp", "api", "gui"])),
  type: v.optional(v.picklist(SESSION_TYPES)),
  worktree: v.optional(v.pipe(FilledText, v.startsWith("/", "must be an absolute path"))),
  metadata: v.optional(Metadata),
});

export const PauseSession = v.strictObject({ reason: v.optional(Line) });
export const Nothing = v.strictObject({});

const HeldTask = v.variant("do", [
  v.strictObject({ do: v.literal("release") }),
  v.strictObject({ do: v.literal("complete") }),
  v.strictObject({ do: v.literal("handoff"), to: Key }),
]);

export const EndSession = v.strictObject({
  summary: v.optional(Prose),
  outcome: v.optional(v.picklist(OUTCOMES)),
  task: v.optional(HeldTask),
  force: v.optional(v.boolean()),
  reason: v.optional(Line),
});

export const Prune = v.strictObject({
  olderThanMs: count(0, 100 * YEAR_MS),
  dryRun: v.optional(v.boolean(), false),
});

export const SessionQuery = v.strictObject({
  all: v.optional(Flag),
  state: v.optional(v.picklist(SESSION_STATES)),
  phase: v.optional(v.picklist(SESSION_PHASES)),
  source: v.optional(v.picklist(["spawned", "cli", "mcp", "api", "gui"])),
  role: v.optional(Name),
  run: v.optional(Key),
  task: v.optional(Key),
  since: v.optional(Time),
});

const taskFields = {
  description: v.optional(
    v.pipe(Text, v.check(atMost(MAX_TEXT), `must have at most ${MAX_TEXT} characters`)),
  ),
  prompt: v.optional(
    v.pipe(FilledText, v.check(atMost(MAX_TEXT), `must have at most ${MAX_TEXT} characters`)),
  ),
  priority: v.optional(v.picklist(PRIORITIES)),
  role: v.optional(Name),
  category: v.optional(v.nullable(Name)),
  estimateMs: v.optional(v.nullable(count(1, 10 * YEAR_MS))),
  sprint: v.optional(v.nullable(Key)),
  parent: v.optional(v.nullable(Key)),
  dependsOn: v.optional(Keys),
  gates: v.optional(v.pipe(v.array(FilledText), v.maxLength(100, "must be at most 100 commands"))),
};

export const CreateTask = v.strictObject({ title: Line, ...taskFields });
export const EditTask = v.strictObject({ title: v.optional(Line), ...taskFields });

export const TaskQuery = v.strictObject({
  all: v.optional(Flag),
  status: v.optional(v.picklist(TASK_STATUSES)),
  sprint: v.optional(Key),
  run: v.optional(Key),
  parent: v.optional(Key),
  role: v.optional(Name),
  category: v.optional(Name),
  priority: v.optional(v.picklist(PRIORITIES)),
  session: v.optional(Key),
});

export const ChangeTask = v.strictObject({
  summary: v.optional(Prose),
  reason: v.optional(Line),
  force: v.optional(v.boolean()),
  switch: v.optional(v.boolean()),
  complete: v.optional(v.boolean()),
  to: v.optional(Key),
});

export const CreateSprint = v.strictObject({ title: Line, goal: v.optional(Prose) });
export const ChangeSprint = v.strictObject({
  summary: v.optional(Prose),
  reason: v.optional(Line),
  force: v.optional(v.boolean()),
});

export const Push = v.strictObject({ kind: v.picklist(["sprint", "task", "subtask"]), key: Key });
export const Pop = v.strictObject({ key: v.optional(Key), through: v.optional(v.boolean()) });

export const RecordActivity = v.pipe(
  v.strictObject({
    kind: v.picklist(["note", "update", "artifact"]),
    text: Prose,
    path: v.optional(FilledText),
  }),
  v.check(({ kind, path }) => kind !== "artifact" || path !== undefined, "an artifact needs its path"),
);

export const ActivityQuery = v.strictObject({
  session: v.optional(Key),
  task: v.optional(Key),
  sprint: v.optional(Key),
  kind: v.optional(v.picklist(ACTIVITY_KINDS)),
  since: v.optional(Time),
  after: v.optional(WholeNumber),
  limit: v.optional(WholeNumber),
});

/** Which phases there are is the service's to say: it lists them. */
export const ChangePhase = v.strictObject({
  phase: FilledText,
  metadata: v.optional(Metadata),
  error: v.optional(Prose),
  question: v.optional(Prose),
});

export const Decide = v.strictObject({
  note: v.optional(v.nullable(Prose), null),
  /** Who decides, for the record. */
  by: v.optional(Line, "operator"),
});

export const CheckQuery = v.strictObject({ summary: v.optional(Text) });
