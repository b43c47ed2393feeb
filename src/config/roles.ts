import * as v from "valibot";
import { PERMISSIONS } from "../domain/agent/permissions.ts";
import { count, FilledText, Name, PositiveDuration } from "./fields.ts";
import { Restart } from "./restart.ts";

const Sandbox = v.union([
  v.literal("bubblewrap"),
  v.strictObject({
    bubblewrap: v.strictObject({
      network: v.optional(v.boolean(), true),
      /** Further folders that its agents may write: absolute, or from `~/` on. */
      writable: v.optional(
        v.array(v.pipe(FilledText, v.regex(/^(~?\/)/, 'must be absolute or begin with "~/"'))),
        [],
      ),
    }),
  }),
  v.strictObject({ command: v.pipe(v.array(FilledText), v.minLength(1, "must name a program")) }),
]);

const PathPattern = v.pipe(
  FilledText,
  v.check(
    (text) => !/^[/!]|^\.\.?(\/|$)|\/\.\.(\/|$)/.test(text),
    'must go from the top of the repository, such as "src/**" or "docs/"',
  ),
);

const RoleEntry = v.strictObject({
  /** One line, for lists. */
  summary: v.optional(FilledText),
  /** Markdown file with what its agents are told, from the top of the repository. */
  instructions: v.optional(FilledText),
  runtime: v.optional(Name),
  model: v.optional(FilledText),
  permissions: v.optional(v.picklist(PERMISSIONS)),
  /** Whom it may have working for it; null for nobody. */
  maySpawn: v.optional(
    v.nullable(v.strictObject({ roles: v.array(Name), most: v.optional(count(1, 1000), 4) })),
  ),
  /** Patterns of paths that its work may change, from the top of the repository; null for all. */
  mayWrite: v.optional(v.nullable(v.array(PathPattern))),
  gates: v.optional(v.array(FilledText)),
  restart: v.optional(Restart),
  escalateTo: v.optional(v.picklist(["parent", "operator"])),
  sandbox: v.optional(v.nullable(Sandbox)),
});

export type RoleSettings = v.InferOutput<typeof RoleEntry>;

export const RolesField = v.optional(v.record(Name, RoleEntry), {});

/** What a run may have at work, as a whole. */
export const TeamField = v.optional(
  v.strictObject({
    /** How far below the coordinator a session may be. */
    maxDepth: v.optional(count(1, 10), 2),
    /** Tasks that agents of one run may make, in all and within one minute. */
    maxTasks: v.optional(count(1, 10_000), 200),
    maxTasksPerMinute: v.optional(count(1, 1000), 30),
    /** Mails that two sessions may send each other within ten minutes before that counts as a loop. */
    maxMailsBetween: v.optional(count(1, 10_000), 60),
    /** Part of its budget at which a run is told to be near its end. */
    warnAt: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(1)), 0.8),
  }),
  {},
);

/** When the machine itself has no room for one more agent. */
export const HostField = v.optional(
  v.strictObject({
    /** Load average of one minute for each core; null for any. */
    maxLoad: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0.1))), 8),
    /** Memory that must be available, MiB; null for any. */
    minMemoryMib: v.optional(v.nullable(count(1, 1_000_000)), 512),
  }),
  {},
);

/** How finished work is brought together. */
export const MergeField = v.optional(
  v.strictObject({
    /** Commands that must exit with 0 on the merged result, for runs that name none; null for those of its tasks. */
    gates: v.optional(v.nullable(v.array(FilledText)), null),
    /** Commands that make a work tree ready before these: ["npm ci"] */
    setup: v.optional(v.array(FilledText), []),
    /** Branches that are merged and checked together. */
    batch: v.optional(count(1, 100), 8),
    /** Who gets a conflict first: whoever made the branch, a session of the role merger, or a person. */
    conflicts: v.optional(v.picklist(["author", "merger", "person"]), "author"),
    /** How often a conflict is given back before it is a person's. */
    tries: v.optional(count(0, 10), 2),
  }),
  {},
);

/** Work trees that are kept ready for the next task. */
export const PoolField = v.optional(
  v.strictObject({
    /** At most so many, and so many MiB together; 0 for none. */
    most: v.optional(count(0, 1000), 4),
    maxMib: v.optional(count(0, 10_000_000), 4096),
    /** One that nobody took for so long is removed. */
    keep: v.optional(PositiveDuration, "3d"),
  }),
  {},
);
