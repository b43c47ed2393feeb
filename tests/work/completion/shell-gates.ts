import type { CompletionPolicy } from "../../../src/domain/completion/policy.ts";
import { insertGate, type NewGate, settleGate } from "../../../src/store/gates.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import type { Store } from "../../../src/store/store.ts";
import type { GatePort } from "../../../src/work/completion/run-gates.ts";

export const POLICY: CompletionPolicy = {
  summaryLength: 20,
  updates: 2,
  require: ["summary", "subtasks", "gates", "clean_tree"],
};

/** Runs gates in a shell, as children of the test. */
export class ShellGates implements GatePort {
  /** Commands in the order in which they were started. */
  readonly started: string[] = [];
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async start(gate: NewGate, runId: string | null): Promise<void> {
    const id = await this.#store.write((tx) => insertGate(tx, { ...gate, runId }));
    this.started.push(gate.command);
    const { worktree } = requireSession(this.#store.db, gate.sessionId);
    const child = Bun.spawn(["sh", "-c", gate.command], { cwd: worktree ?? "/" });
    void child.exited.then((code) => this.#store.write((tx) => settleGate(tx, id, code, runId)));
  }
}

/** A command that goes on until the file is there, and takes it away. */
export const untilThere = (file: string): string =>
  `until [ -e '${file}' ]; do sleep 0.01; done; rm '${file}'`;
