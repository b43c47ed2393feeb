import type { ContextKind } from "../../../domain/context.ts";
import { isRecord } from "../../../domain/import/parse-field.ts";
import { RowReader } from "../../../domain/import/row-reader.ts";
import type { SessionRecord, SourceRef } from "../../record.ts";
import { ref } from "../map-row.ts";
import { CONTEXT_KINDS } from "./statuses.ts";

type Frame = SessionRecord["frames"][number];

/** Its stack, from the project up; one that it does not have follows from what it calls active. */
export function mapStack(read: RowReader, since: number): Frame[] {
  const stack = read.list("context_stack").map((entry, index) => mapFrame(read, entry, index, since));
  read.keep("context_stack"); // frames have data that ours do not
  return stack.length > 0 ? stack : mapActive(read, since);
}

function mapFrame(read: RowReader, entry: unknown, index: number, since: number): Frame {
  const field = `context_stack[${index}]`;
  if (!isRecord(entry)) return read.refuse(field, "is no object");
  const inside = new RowReader(entry, `${field}.`);
  const kind = inside.requiredWord(CONTEXT_KINDS, "type");
  return { kind, ref: refOf(kind, inside.text("id")), pushedAt: inside.time("pushed_at") ?? since };
}

function mapActive(read: RowReader, since: number): Frame[] {
  const kinds = ["project", "sprint", "task"] as const;
  return kinds.flatMap((kind) => {
    const id = read.peek(`active_${kind}_id`);
    return id === null ? [] : [{ kind, ref: refOf(kind, id), pushedAt: since }];
  });
}

/** Projects are not kept apart here: there is one. */
export function refOf(kind: ContextKind, id: string | null): SourceRef | null {
  if (kind === "project") return null;
  return ref(kind === "sprint" ? "sprint" : "task", id);
}

/** The task that it calls active, unless its stack has another one. */
export function currentTask(read: RowReader, frames: readonly Frame[]): SourceRef | null {
  const active = ref("task", read.peek("active_task_id"));
  const onStack = frames.findLast(({ kind }) => kind === "task")?.ref ?? null;
  const differ = active !== null && onStack !== null && active.id !== onStack.id;
  return differ ? null : (active ?? onStack);
}
