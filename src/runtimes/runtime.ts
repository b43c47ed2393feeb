import type { Abilities } from "../domain/agent/abilities.ts";
import type { AgentMode, Permissions } from "../domain/agent/permissions.ts";
import type { ScreenReading } from "../domain/agent/screen-reading.ts";
import type { AgentSignal } from "../domain/agent/signal.ts";
import type { PaneScreen } from "../domain/pane-screen.ts";
import type { Session } from "../domain/session.ts";
import type { Task, TaskSpec } from "../domain/task.ts";
import type { Adoption } from "./adoption.ts";
import type { Installation } from "./installation.ts";
import type { StatusFile } from "./status-file.ts";
import type { TranscriptReader } from "./transcript.ts";

/** A program that offers tools over its stdin and stdout. */
export interface McpServer {
  command: string;
  args: readonly string[];
  /** Variables that it needs; the agent's own environment has them too. */
  env: Readonly<Record<string, string>>;
}

/** Everything that a start depends on. */
export interface AgentStart {
  session: Session;
  task: Task | null;
  /** Folder of this session's own files, outside of its worktree, readable by the owner alone. */
  folder: string;
  /** Where it works. */
  worktree: string;
  /** Top of the repository's main work tree. */
  root: string;
  /** The whole first prompt. */
  prompt: string;
  /** Null for a runtime whose abilities name no resume. `resume`: it began before and is to be gone on with. */
  conversation: { id: string; resume: boolean } | null;
  mode: AgentMode;
  permissions: Permissions;
  /** What its role tells it beside its task, as Markdown; null when that says nothing. */
  instructions: string | null;
  /** Goes before the one of the configuration; null for that one. */
  model: string | null;
  /** The server of overstory's own tools, for runtimes whose abilities name `mcp`; null for none. */
  mcp: McpServer | null;
  /** Text for `sh -c` that keeps what it reads on its stdin as a hook's event of that name, see `hookLine`. */
  hook(event: string): string;
  /** Folder into which hooks write, for those that are no shell text; see hook-line.ts for its form. */
  spool: string;
  /** The daemon's own environment; what an adapter does not name is not passed on. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** What the pane's launcher executes. */
export interface Launch {
  argv: string[];
  /** Beside the common variables. */
  env: Record<string, string>;
  /** Text files that are to be there before it starts, by name in the session's folder. */
  files?: Record<string, string>;
}

/**
 * How one kind of agent is driven. One folder or file an implementation, chosen by name in a task or in the configuration. All
 * but `installation` and `adoption` are pure.
 */
export interface Runtime {
  readonly name: string;
  readonly abilities: Abilities;
  /** Its exit status says by itself whether the work was done, so that work without commits can be a success. */
  readonly exitIsProof: boolean;
  /** Its screen moves while it waits: output, and the CPU time and IO of its own process, are no signs of life. */
  readonly isAnimated: boolean;
  /** Why this runtime cannot carry out the task, or undefined when it can. Called before anything starts. */
  refuses(spec: TaskSpec): string | undefined;
  launch(start: AgentStart): Launch;
  readScreen(screen: PaneScreen): ScreenReading;
  /** It keeps what is submitted while it works, and reads it at its next step or turn; false when left out. */
  readonly takesWhileBusy?: boolean;
  /** Why this text must not be typed as a message, such as one that the CLI would take for a command; undefined when it may. */
  refusesText?(text: string): string | undefined;
  /**
   * What a hook's event says, oldest first.
   *
   * @param payload its JSON; undefined when it was none
   * @param at when it fired, ms UTC
   */
  readHook?(event: string, payload: unknown, at: number): readonly AgentSignal[];
  /** Text that a hook prints so that the model reads it; undefined for an event that cannot carry any. */
  hookContext?(event: string, text: string): string | undefined;
  /** Files and folders of the person's that its CLI writes: login, settings, conversations. None when left out. */
  homes?(environment: Readonly<Record<string, string | undefined>>): string[];
  readonly transcripts?: TranscriptReader;
  readonly statusFile?: StatusFile;
  readonly installation?: Installation;
  readonly adoption?: Adoption;
}
