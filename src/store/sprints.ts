import type { Database } from "bun:sqlite";
import type { Sprint, SprintStatus } from "../domain/sprint.ts";
import { OverstoryError } from "../errors.ts";
import { nextKey } from "./counters.ts";
import { findByFormerKey } from "./former-keys.ts";
import type { Transaction } from "./store.ts";

const COLUMNS = `id, key, title, goal, status, summary, created_at AS createdAt, updated_at AS updatedAt,
  closed_at AS closedAt`;

const rows = (db: Database, rest: string) =>
  db.query<Sprint, (string | number)[]>(`SELECT ${COLUMNS} FROM sprints ${rest}`);

export function insertSprint(tx: Transaction, { title, goal }: { title: string; goal: string }): Sprint {
  const id = Bun.randomUUIDv7();
  const key = nextKey(tx, "SPRINT");
  tx.db
    .query(
      `INSERT INTO sprints (id, key, title, goal, status, created_at, updated_at)
       VALUES ($id, $key, $title, $goal, 'planned', $at, $at)`,
    )
    .run({ id, key, title, goal, at: tx.at });
  tx.event("sprint.created", {}, { key, title });
  return requireSprint(tx.db, id);
}

/** By id or key. */
export const findSprint = (db: Database, idOrKey: string): Sprint | null =>
  rows(db, "WHERE id = ?1 OR key = upper(?1)").get(idOrKey);

function findFormer(db: Database, text: string): Sprint | null {
  const id = findByFormerKey(db, "sprint", text);
  return id === null ? null : findSprint(db, id);
}

export function requireSprint(db: Database, idOrKey: string): Sprint {
  const sprint = findSprint(db, idOrKey) ?? findFormer(db, idOrKey);
  if (sprint) return sprint;
  throw new OverstoryError("not_found", `there is no sprint ${JSON.stringify(idOrKey)}`, {
    hint: "overstory sprint list --all lists them",
  });
}

/** Oldest first. */
export const listSprints = (db: Database, { all }: { all: boolean }): Sprint[] =>
  rows(db, `${all ? "" : "WHERE status IN ('planned', 'active')"} ORDER BY created_at, id`).all();

export const isClosed = ({ status }: Sprint): boolean => status === "complete" || status === "cancelled";

const SOURCES: Record<SprintStatus, readonly SprintStatus[]> = {
  planned: [],
  active: ["planned"],
  complete: ["planned", "active"],
  cancelled: ["planned", "active"],
};

const EVENTS = {
  active: "sprint.activated",
  complete: "sprint.complete",
  cancelled: "sprint.cancelled",
} as const;

/** Moves a sprint by compare-and-swap. Throws `conflict`, naming its status, when it cannot go there from where it is. */
export function moveSprint(
  tx: Transaction,
  id: string,
  status: Exclude<SprintStatus, "planned">,
  { summary = null, reason = null }: { summary?: string | null; reason?: string | null } = {},
): Sprint {
  const { changes } = tx.db
    .query(
      `UPDATE sprints SET status = $status, summary = coalesce($summary, summary), updated_at = $at, closed_at = $closedAt
       WHERE id = $id AND status IN (SELECT value FROM json_each($sources))`,
    )
    .run({
      id,
      status,
      summary,
      at: tx.at,
      closedAt: status === "active" ? null : tx.at,
      sources: JSON.stringify(SOURCES[status]),
    });
  const sprint = requireSprint(tx.db, id);
  if (changes === 0) {
    throw new OverstoryError("conflict", `${sprint.key} is ${sprint.status}; it cannot become ${status}`);
  }
  tx.event(EVENTS[status], {}, { key: sprint.key, title: sprint.title, reason });
  return sprint;
}
