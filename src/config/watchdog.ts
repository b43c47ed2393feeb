import * as v from "valibot";
import { STEPS, WATCHDOG_MODES, type WatchPolicy } from "../domain/watchdog/policy.ts";
import { count, FilledText, Name, PositiveDuration, Text } from "./fields.ts";

const CpuShare = v.pipe(
  v.number(),
  v.minValue(0.0001, ({ received }) => `must be more than 0, not ${received}`),
  v.maxValue(1, ({ received }) => `must be at most 1, not ${received}`),
);

const policyFields = {
  /** act: climb the ladder; shadow: record the steps and take none; off: judge only. */
  mode: v.optional(v.picklist(WATCHDOG_MODES)),
  /** How long nothing of a session may move before it counts as stalled. */
  stale: v.optional(PositiveDuration),
  /** Between two steps of the ladder: warn, nudge, escalate, terminate. */
  interval: v.optional(PositiveDuration),
  /** How long a session may take to come to life. */
  boot: v.optional(PositiveDuration),
  /** How long an announced tool call may be silent that has no limit of its own. */
  tool: v.optional(PositiveDuration),
  /** Part of one core above which a silent process tree is at work. */
  cpuShare: v.optional(CpuShare),
  /** The last step that may be taken. */
  top: v.optional(v.picklist(STEPS)),
  /** What is typed into a session that stands still, if its screen takes instructions; null for nothing. */
  nudge: v.optional(v.nullable(Text)),
};

const PolicyEntry = v.strictObject(policyFields);

const Triage = v.strictObject({
  /** Gets the evidence as JSON on its stdin and prints one word: retry, extend or terminate. */
  command: FilledText,
  /** How long it may take. */
  deadline: v.optional(PositiveDuration, "30s"),
  perMinute: v.optional(count(1, 1000), 4),
});

export const WatchdogField = v.optional(
  v.strictObject({
    ...policyFields,
    /** Asked at level 2, beside the alert, what is to be done. */
    triage: v.optional(v.nullable(Triage), null),
    /** What is different for sessions of a role, and before that of a runtime. */
    runtimes: v.optional(v.record(Name, PolicyEntry), {}),
    roles: v.optional(v.record(Name, PolicyEntry), {}),
  }),
  {},
);

export type WatchdogSettings = v.InferOutput<typeof WatchdogField>;

export const DEFAULT_WATCH: WatchPolicy = {
  mode: "act",
  staleMs: 10 * 60_000,
  intervalMs: 2 * 60_000,
  bootMs: 2 * 60_000,
  toolMs: 60 * 60_000,
  cpuShare: 0.02,
  top: "terminate",
  nudge: null,
};

/** How a session of this runtime and role is watched: its role's entry, else its runtime's, else the common one. */
export function watchPolicy(settings: WatchdogSettings, runtime: string, role: string): WatchPolicy {
  const { runtimes, roles } = settings;
  return [settings, runtimes[runtime], roles[role]].reduce<WatchPolicy>(applyEntry, DEFAULT_WATCH);
}

function applyEntry(base: WatchPolicy, entry: v.InferOutput<typeof PolicyEntry> | undefined): WatchPolicy {
  if (!entry) return base;
  return {
    mode: entry.mode ?? base.mode,
    staleMs: entry.stale ?? base.staleMs,
    intervalMs: entry.interval ?? base.intervalMs,
    bootMs: entry.boot ?? base.bootMs,
    toolMs: entry.tool ?? base.toolMs,
    cpuShare: entry.cpuShare ?? base.cpuShare,
    top: entry.top ?? base.top,
    nudge: entry.nudge === undefined ? base.nudge : entry.nudge,
  };
}
