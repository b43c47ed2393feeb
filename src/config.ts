import { existsSync } from "node:fs";
import * as v from "valibot";
import { AlertsField } from "./config/alerts.ts";
import { CompletionField } from "./config/completion.ts";
import { count, Duration, FilledText, MaxAgents, Name, Text } from "./config/fields.ts";
import { InstructionsField } from "./config/instructions.ts";
import { DEFAULT_RESTART, Restart, restartPolicy } from "./config/restart.ts";
import { ResumeField } from "./config/resume.ts";
import { roleFaults } from "./config/role-rules.ts";
import { HostField, MergeField, PoolField, RolesField, TeamField } from "./config/roles.ts";
import { RuntimesField } from "./config/runtimes.ts";
import { BackupField, ImportsField, RetentionField, SchedulesField } from "./config/schedules.ts";
import { WatchdogField } from "./config/watchdog.ts";
import { BUILT_IN_RUNTIMES } from "./domain/agent/runtime-names.ts";
import type { RestartPolicy } from "./domain/restart.ts";
import { describeError, usageError } from "./errors.ts";
import { parse } from "./schema.ts";
import { didYouMean } from "./suggest.ts";

const ConfigSchema = v.strictObject({
  /** Sessions of one run that work at the same time. */
  maxAgents: v.optional(MaxAgents, 4),
  /** Runtime of a task that names none. */
  runtime: v.optional(Name, "shell"),
  /** Role of a task that names none. */
  role: v.optional(Name, "builder"),
  /** Gates of a task that names none. */
  gates: v.optional(v.array(FilledText), []),
  /** How long one gate may take. */
  gateTimeout: v.optional(Duration, "10m"),
  /** How long one attempt at a task may take; null for no limit. */
  timeout: v.optional(v.nullable(Duration), null),
  /** What happens after an attempt that ended badly. */
  restart: v.optional(Restart),
  shell: v.optional(
    v.strictObject({
      /** Command of a shell task that has a prompt but no command; finds the prompt in $OVERSTORY_PROMPT. */
      command: v.optional(v.nullable(FilledText), null),
    }),
    {},
  ),
  /** How agents of each runtime are started, and CLIs of your own. */
  runtimes: RuntimesField,
  worktrees: v.optional(
    v.strictObject({
      /** Folder for worktrees; null for `../<repository>.worktrees`. */
      folder: v.optional(v.nullable(FilledText), null),
      /** Which worktrees stay after a task: those of stopped tasks, or all. */
      keep: v.optional(v.picklist(["stopped", "all"]), "stopped"),
    }),
    {},
  ),
  /** Size at which a session's output.log starts anew; the one before it is kept. */
  logCapKib: v.optional(count(64, 4_194_304), 5120),
  /** How long an agent may take to end when asked to, before it is killed. */
  stopGrace: v.optional(Duration, "5s"),
  env: v.optional(
    v.strictObject({
      /** Further variables that agents get from the daemon's environment; a `*` at the end stands for any rest. */
      pass: v.optional(v.array(FilledText), []),
      /** Variables that agents get with these values. */
      set: v.optional(v.record(v.string(), Text), {}),
    }),
    {},
  ),
  roles: RolesField,
  team: TeamField,
  host: HostField,
  merge: MergeField,
  pool: PoolField,
  watchdog: WatchdogField,
  resume: ResumeField,
  completion: CompletionField,
  instructions: InstructionsField,
  alerts: AlertsField,
  schedules: SchedulesField,
  retention: RetentionField,
  backup: BackupField,
  imports: ImportsField,
});

/** What a project may write in overstory.config.ts. */
export type Config = v.InferInput<typeof ConfigSchema>;

/** The same with every default filled in; durations in milliseconds. */
export type Settings = Omit<v.InferOutput<typeof ConfigSchema>, "restart"> & { restart: RestartPolicy };

/** Gives overstory.config.ts its types: `export default defineConfig({ … })`. */
export const defineConfig = (config: Config): Config => config;

export function parseConfig(input: unknown, source: string): Settings {
  const config = parse(ConfigSchema, input, source);
  requireRuntime(config, source);
  const faults = roleFaults({ roles: config.roles, runtimes: runtimeNames(config) });
  if (faults.length > 0) throw usageError(faults.map((fault) => `${source}: ${fault}`).join("\n"));
  return { ...config, restart: restartPolicy(config.restart, DEFAULT_RESTART) };
}

/** What tasks run by default must be there. */
function requireRuntime({ runtime, runtimes }: Pick<Settings, "runtime" | "runtimes">, source: string): void {
  const names = runtimeNames({ runtimes });
  if (!names.includes(runtime))
    throw usageError(
      `${source}: runtime: there is no runtime "${runtime}"${didYouMean(runtime, names)}`,
      `runtimes: ${names.join(", ")}; others are described in runtimes.${runtime}`,
    );
}

const runtimeNames = ({ runtimes }: Pick<Settings, "runtimes">): string[] => [
  ...new Set([...BUILT_IN_RUNTIMES, ...Object.keys(runtimes)]),
];

/** Reads a project's configuration; its defaults when there is no such file. Throws `usage` naming the file and field. */
export async function loadConfig(path: string): Promise<Settings> {
  if (!existsSync(path)) return parseConfig({}, path);
  provideOverstoryModule();
  let exported: unknown;
  try {
    exported = await import(`${path}?${Bun.nanoseconds()}`);
  } catch (error) {
    throw usageError(
      `${path}: cannot be loaded: ${describeError(error)}`,
      "mend the file, then: overstory config check",
    );
  }
  const config =
    typeof exported === "object" && exported !== null && "default" in exported ? exported.default : undefined;
  if (config === undefined)
    throw usageError(`${path}: has no default export`, "write: export default defineConfig({ … })");
  return parseConfig(config, path);
}

/** `import { defineConfig } from "overstory"` works in projects that have not installed the package. */
function provideOverstoryModule(): void {
  Bun.plugin({
    name: "overstory",
    setup: (build) => {
      build.module("overstory", () => ({ exports: { defineConfig }, loader: "object" }));
    },
  });
}
