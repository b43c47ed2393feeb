import type { Database } from "bun:sqlite";
import { basename } from "node:path";
import type { ContextFrame } from "../../domain/context.ts";
import type { Session } from "../../domain/session.ts";
import type { ProjectPaths } from "../../paths.ts";
import { listFrames } from "../../store/context.ts";
import { requireSprint } from "../../store/sprints.ts";
import { requireTask } from "../../store/tasks.ts";
import type { ContextView } from "../contract/context.ts";
import { iso } from "./times.ts";

export const viewContext = (
  db: Database,
  paths: Pick<ProjectPaths, "root">,
  session: Session,
  now: number,
): ContextView => ({
  session: session.key,
  frames: viewFrames(db, paths, listFrames(db, session.id), now),
});

/** @param until when they stood there last: now, or the end of their session */
export const viewFrames = (
  db: Database,
  { root }: Pick<ProjectPaths, "root">,
  frames: readonly ContextFrame[],
  until: number,
): ContextView["frames"] =>
  frames.map((frame) => ({
    depth: frame.depth,
    kind: frame.kind,
    ...nameOf(db, root, frame),
    pushedAt: iso(frame.pushedAt),
    activeMs: Math.max(0, until - frame.pushedAt),
  }));

function nameOf(
  db: Database,
  root: string,
  { sprintId, taskId }: ContextFrame,
): { key: string; title: string } {
  if (taskId !== null) return pick(requireTask(db, taskId));
  if (sprintId !== null) return pick(requireSprint(db, sprintId));
  return { key: basename(root), title: basename(root) };
}

const pick = ({ key, title }: { key: string; title: string }) => ({ key, title });
