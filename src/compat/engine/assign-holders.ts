import { buildStack, type SourceFrame } from "../../domain/import/build-stack.ts";
import { findHolder, type SuggestionKind } from "../../domain/import/find-holder.ts";
import {
  addSuggestion,
  forgetNamed,
  gatherNamed,
  holdImported,
  type ImportedTask,
  listCandidates,
  listIdleCurrent,
  listUnderway,
  pauseImported,
  stackImported,
} from "../../store/import-holders.ts";
import { readLinked } from "../../store/linked-columns.ts";
import { listOpenImported, type OpenImported } from "../../store/open-imported.ts";
import type { SessionRecord } from "../record.ts";
import type { Intake } from "./intake.ts";

const NOBODY = "imported: nobody is known to work on it";

/**
 * Who works on what: a pointer where it is certain, else a suggestion. A task that is underway and held by nobody is paused.
 * Then each open session gets its stack.
 */
export async function assignHolders(intake: Intake, breathe: () => Promise<void>): Promise<void> {
  const { db } = intake.tx;
  gatherNamed(db, intake.import.id);
  for (const task of listUnderway(db, intake.import.id)) {
    assign(intake, task);
    await breathe();
  }
  for (const { taskId, sessionId, status, session } of listIdleCurrent(db))
    suggest(
      intake,
      "current_task",
      sessionId,
      taskId,
      `${session} names it as its task, and it is ${status}`,
    );
  forgetNamed(db);
  for (const session of listOpenImported(db, intake.import.id)) {
    stack(intake, session);
    await breathe();
  }
}

function assign(intake: Intake, task: ImportedTask): void {
  const { tx, report } = intake;
  const holder = findHolder(listCandidates(tx.db, task.id));
  if ("hold" in holder) {
    holdImported(tx, holder.hold, task.id, task.createdAt);
    report.held += 1;
    return;
  }
  pauseImported(tx, task.id, NOBODY);
  report.adjusted({ key: task.key, what: "paused: nobody is known to work on it" });
  if ("suggest" in holder) suggest(intake, holder.suggest, holder.sessionId, task.id, holder.reason);
}

function suggest(
  intake: Intake,
  kind: SuggestionKind,
  sessionId: string,
  taskId: string,
  reason: string,
): void {
  intake.report.suggestions += 1;
  addSuggestion(intake.tx, intake.import.id, intake.report.suggestions, { kind, sessionId, taskId, reason });
}

function stack(intake: Intake, session: OpenImported): void {
  const { links, tx } = intake;
  const given = links.of("session.frames", session.id);
  const frames = given.flatMap(({ data }) => followFrames(intake, JSON.parse(data ?? "[]")));
  const held = session.taskId === null ? null : { id: session.taskId, sprintId: session.sprintId };
  const built = buildStack(frames, held, session.startedAt);
  stackImported(tx, session.id, built);
}

/** A place refers to what belongs there, or to nothing. */
function followFrames({ things, tx }: Intake, frames: SessionRecord["frames"]): SourceFrame[] {
  return frames.map(({ kind, ref, pushedAt }) => {
    const isTask = kind === "task" || kind === "subtask";
    const fits = ref !== null && ref.kind === (isTask ? "task" : kind);
    const targetId = fits ? (things.find(ref.kind, ref.id)?.targetId ?? null) : null;
    const parent = { table: "tasks", column: "parent_id", to: "task" } as const;
    const parentId =
      isTask && targetId !== null ? (readLinked(tx.db, parent, targetId)?.value ?? null) : null;
    return { kind, targetId, parentId, pushedAt };
  });
}
