import type { PopRequest, PushRequest } from "../../../src/api/contract/context.ts";
import type { EndSessionRequest } from "../../../src/api/contract/session.ts";
import type { TaskChangeName, TaskChangeRequest, TaskFields } from "../../../src/api/contract/task.ts";
import type { Chance } from "../../domain/chance.ts";

/** How often each comes to mind: what is taken must also be given back, but not at once. */
const WEIGHTS = {
  ...{ claim: 4, "push-task": 2, activate: 6, "push-subtask": 5, switch: 2 },
  ...{ complete: 2, abort: 1, block: 1, pause: 1, review: 1, reopen: 3, deactivate: 1, handoff: 4 },
  ...{ pop: 2, "pop-through": 1, "pop-one": 1, clear: 1, note: 1, end: 1, create: 6 },
};
export type DeedKind = keyof typeof WEIGHTS;
const DEEDS = (Object.keys(WEIGHTS) as DeedKind[]).flatMap((kind) =>
  Array<DeedKind>(WEIGHTS[kind]).fill(kind),
);

/** One thing that a session may try. */
export interface Deed {
  kind: DeedKind;
  /** Tells it from all others, in the history. */
  mark: string;
  /** Of a task. */
  task: string;
  /** Of a session. */
  to: string;
  /** Among the ways to do it. */
  way: number;
}

/** So few that sessions meet at them. */
const TASKS = 24;
const INNER: readonly DeedKind[] = ["activate", "switch", "push-subtask"];
const TAKING: readonly DeedKind[] = [...INNER, "claim", "push-task"];

/** Makes up deeds, often of what the session has taken before. */
export class Whims {
  readonly #chance: Chance;
  /** What each session took, by its key: a task, its subtask, and so on. */
  readonly #taken = new Map<string, string[]>();
  readonly #parts = new Map<string, string[]>();
  #count = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** @param tasks keys, the newest last; @param sessions keys of those at work */
  next(session: string, tasks: readonly string[], sessions: readonly string[]): Deed {
    const kind = this.#chance.pick(DEEDS) ?? "note";
    return {
      kind,
      mark: `deed-${this.#count++}-`,
      task: this.#ownTask(session, kind) ?? this.#chance.pick(tasks.slice(-TASKS)) ?? "",
      to: this.#chance.pick(sessions) ?? "",
      way: this.#chance.below(3),
    };
  }

  #ownTask(session: string, kind: DeedKind): string | undefined {
    const taken = this.#taken.get(session) ?? [];
    const top = taken.at(-1);
    if (top === undefined || !this.#chance.happens(0.7)) return undefined;
    if (INNER.includes(kind)) return this.#chance.pick(this.#parts.get(top) ?? []);
    if (TAKING.includes(kind)) return undefined;
    return kind === "handoff" || this.#chance.happens(0.2) ? taken[0] : top;
  }

  /** It was done. @param made the task that it made */
  remember(session: string, { kind, task, way }: Deed, made: string | null): void {
    if (made !== null && way !== 0) this.#parts.set(task, [...(this.#parts.get(task) ?? []), made]);
    if (!TAKING.includes(kind)) return;
    const taken = this.#taken.get(session) ?? [];
    const isPart = this.#parts.get(taken.at(-1) ?? "")?.includes(task) ?? false;
    this.#taken.set(session, isPart ? [...taken, task] : [task]);
  }
}

/** A session that acts, through whatever way there is to the services. */
export interface Hands {
  change(task: string, change: TaskChangeName, request: TaskChangeRequest): Promise<unknown>;
  push(request: PushRequest): Promise<unknown>;
  pop(request: PopRequest): Promise<unknown>;
  clear(): Promise<unknown>;
  note(text: string): Promise<unknown>;
  /** And another one begins. */
  end(request: EndSessionRequest): Promise<unknown>;
  /** Answers the key. */
  create(fields: TaskFields): Promise<string>;
}

/** Tries it. Answers the key of a task that was made. */
export async function perform({ kind, mark, task, to, way }: Deed, hands: Hands): Promise<string | null> {
  const reason = mark;
  if (kind === "create") {
    const whole = way === 0 ? {} : { parent: task };
    return hands.create({ title: mark, ...whole });
  }
  if (kind === "switch") await hands.change(task, "activate", { reason, switch: true });
  else if (kind === "complete")
    await hands.change(task, "complete", { summary: `all of it is done: ${mark}` });
  else if (kind === "handoff") await hands.change(task, "handoff", { reason, to });
  else if (kind === "push-task") await hands.push({ kind: "task", key: task });
  else if (kind === "push-subtask") await hands.push({ kind: "subtask", key: task });
  else if (kind === "pop") await hands.pop({});
  else if (kind === "pop-one" || kind === "pop-through")
    await hands.pop({ key: task, through: kind === "pop-through" });
  else if (kind === "clear") await hands.clear();
  else if (kind === "note") await hands.note(mark);
  else if (kind === "end") await hands.end({ summary: mark, ...ENDS[way]?.(to) });
  else await hands.change(task, kind, { reason });
  return null;
}

const ENDS: ((to: string) => EndSessionRequest)[] = [
  () => ({}),
  () => ({ task: { do: "release" } }),
  (to) => ({ task: { do: "handoff", to } }),
];
