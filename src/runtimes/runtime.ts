import type { PaneScreen } from "../domain/pane-screen.ts";
import type { Session } from "../domain/session.ts";
import type { Task, TaskSpec } from "../domain/task.ts";
import type { Screen } from "../domain/watchdog/evidence.ts";

/** What the pane's launcher executes: an argument vector, or a command for `sh -c`, and variables beside the common ones. */
export interface Launch {
  argv: string[];
  env: Record<string, string>;
}

/** How one kind of agent is driven. One implementation a file, chosen by name in a task or in the configuration. */
export interface Runtime {
  readonly name: string;
  /** Its exit status says by itself whether the work was done, so that work without commits can be a success. */
  readonly exitIsProof: boolean;
  /** Why this runtime cannot carry out the task, or undefined when it can. Called before anything starts. */
  refuses(spec: TaskSpec): string | undefined;
  launch(session: Session, task: Task): Launch;
  /** What its screen shows, for a session that seems to stand still. In doubt whether it asks something, it does. */
  readScreen(screen: PaneScreen): Screen;
}
