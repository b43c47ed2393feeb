import type { TaskStatus } from "../../../src/domain/task.ts";

/** One line of the history of all sessions, in the order of its commits. */
export interface HistoryRow {
  id: number;
  /** Key. */
  session: string;
  kind: string;
  text: string;
  data: Record<string, unknown>;
}

/**
 * What the rules say that history leads to, told from what sessions did alone: it does not look at stacks, pointers or
 * statuses. Throws for a step that the rules forbid.
 */
export class WorkModel {
  readonly statuses = new Map<string, TaskStatus>();
  /** Tasks on the stack of each session, the held one first. */
  readonly stacks = new Map<string, string[]>();
  readonly #holders = new Map<string, string>();
  readonly #parents: ReadonlyMap<string, string | null>;

  /** @param parents of all tasks, by key */
  constructor(parents: ReadonlyMap<string, string | null>) {
    this.#parents = parents;
    for (const key of parents.keys()) this.statuses.set(key, "todo");
  }

  apply(row: HistoryRow): void {
    const { session, kind, text, data } = row;
    // What another did to the session is told in that one's own history, and the other half of a handoff too.
    if (data.by !== undefined || data.action === "receive" || data.depth !== undefined) return;
    const taken = /^\S+ took (\S+) off its stack$/.exec(text)?.[1];
    if (kind === "context" && taken !== undefined) this.#leave(session, taken);
    else if (kind === "context" && text.endsWith("cleared its stack"))
      this.#check(this.#stack(session).length === 0, row);
    else if (kind === "task") this.#applyTask(row, String(data.task));
    else if (kind === "end") this.#end(row);
  }

  #applyTask(row: HistoryRow, task: string): void {
    const action = String(row.data.action);
    if (action === "claim") this.#claim(row, task);
    else if (action === "activate") this.#activate(row, task);
    else if (action === "handoff") this.#handOff(row, task, String(row.data.session));
    else if (action === "reopen") this.#reopen(row, task);
    else this.#settle(row, task, action);
  }

  #settle(row: HistoryRow, task: string, action: string): void {
    const { session } = row;
    const holder = this.#holderOf(task);
    const mayIntervene = action === "abort" || action === "block";
    this.#check(holder === null || holder === session || mayIntervene, row);
    this.#check(!["complete", "aborted"].includes(this.#status(task)), row);
    const above = holder === null ? [] : this.#stack(holder).slice(this.#stack(holder).indexOf(task) + 1);
    this.#check(action !== "complete" || above.length === 0, row);
    if (holder !== null) this.#leave(holder, task);
    this.statuses.set(task, AFTER[action] ?? "todo");
  }

  #claim(row: HistoryRow, task: string): void {
    this.#check(this.#stack(row.session).length === 0, row);
    this.#take(row, task);
  }

  #activate(row: HistoryRow, task: string): void {
    const stack = this.#stack(row.session);
    const own = stack.indexOf(task);
    const parent = this.#parents.get(task) ?? null;
    const below = parent === null ? -1 : stack.indexOf(parent);
    const above = stack[(own >= 0 ? own : below) + 1];
    if (own >= 0 || below >= 0) {
      if (above !== undefined) this.#leave(row.session, above);
    } else this.#check(stack.length === 0, row);
    if (own < 0) this.#take(row, task);
  }

  #take(row: HistoryRow, task: string): void {
    this.#check(this.#holderOf(task) === null, row);
    this.#check(["todo", "paused"].includes(this.#status(task)), row);
    this.#stack(row.session).push(task);
    this.#holders.set(task, row.session);
    this.statuses.set(task, "underway");
  }

  #handOff(row: HistoryRow, task: string, to: string): void {
    const stack = this.#stack(row.session);
    this.#check(stack[0] === task && this.#stack(to).length === 0 && to !== row.session, row);
    this.stacks.set(to, stack);
    this.stacks.set(row.session, []);
    for (const one of stack) this.#holders.set(one, to);
  }

  #reopen(row: HistoryRow, task: string): void {
    this.#check(this.#holderOf(task) === null, row);
    this.#check(["paused", "blocked", "review"].includes(this.#status(task)), row);
    this.statuses.set(task, "todo");
  }

  #end(row: HistoryRow): void {
    const [held] = this.#stack(row.session);
    this.#check(held === undefined || row.data.task === "release", row);
    if (held === undefined) return;
    this.#leave(row.session, held);
    this.statuses.set(held, "todo");
  }

  /** Takes it and all above off the stack; whoever asks says what becomes of it, the others are paused. */
  #leave(session: string, task: string): void {
    const stack = this.#stack(session);
    const from = stack.indexOf(task);
    if (from < 0) throw new Error(`${task} is not on the stack of ${session}: ${stack.join(", ")}`);
    for (const one of stack.splice(from)) {
      this.statuses.set(one, "paused");
      this.#holders.delete(one);
    }
  }

  #stack(session: string): string[] {
    const stack = this.stacks.get(session) ?? [];
    this.stacks.set(session, stack);
    return stack;
  }

  #holderOf(task: string): string | null {
    return this.#holders.get(task) ?? null;
  }

  #status(task: string): TaskStatus {
    const status = this.statuses.get(task);
    if (status === undefined) throw new Error(`there is no task ${task}`);
    return status;
  }

  #check(isAllowed: boolean, { id, session, text }: HistoryRow): void {
    if (!isAllowed) throw new Error(`activity ${id} cannot be: ${session} ${text}`);
  }
}

const AFTER: Record<string, TaskStatus> = {
  complete: "complete",
  abort: "aborted",
  block: "blocked",
  pause: "paused",
  review: "review",
  release: "todo",
};
