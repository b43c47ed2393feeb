import { isOpen, type SessionState } from "../session.ts";
import type { Fields } from "./merge-records.ts";

/** Fields as they can stand here, and of those that had to change what the source says. */
export interface Shaped {
  fields: Fields;
  was: Fields;
}

/** A final session has an end, waits for nothing, and an outcome only when it was completed. */
export function shapeSession(fields: Fields): Shaped {
  if (isOpen(fields.state as SessionState))
    return reshape(fields, fields.outcome === null ? {} : { outcome: null });
  return reshape(fields, {
    ...(fields.endedAt === null && { endedAt: fields.lastActivityAt }),
    ...(fields.attention !== null && { attention: null }),
    ...(fields.state === "zombie" && fields.outcome !== null && { outcome: null }),
  });
}

/** A closed task has a time at which it was closed, and no other has. */
export function shapeTask(fields: Fields): Shaped {
  const isClosed = fields.status === "complete" || fields.status === "aborted";
  if (isClosed) return reshape(fields, fields.closedAt === null ? { closedAt: fields.updatedAt } : {});
  return reshape(fields, fields.closedAt === null ? {} : { closedAt: null });
}

/** A run of another system that is active here would be carried out by nobody. */
export function shapeRun(fields: Fields): Shaped {
  if (fields.status === "active")
    return reshape(fields, {
      status: "failed",
      endedAt: fields.endedAt ?? fields.startedAt,
      reason: "imported: nobody carries it out",
    });
  return reshape(fields, fields.endedAt === null ? { endedAt: fields.startedAt } : {});
}

export function shapeSprint(fields: Fields): Shaped {
  const isClosed = fields.status === "complete" || fields.status === "cancelled";
  if (isClosed) return reshape(fields, fields.closedAt === null ? { closedAt: fields.createdAt } : {});
  return reshape(fields, fields.closedAt === null ? {} : { closedAt: null });
}

/** How long it was active, and since when it is again, as our own sessions count it. */
export function activeTime({ state, attention, activeMs, startedAt, lastActivityAt, endedAt }: Fields): {
  activeMs: number;
  activeSince: number | null;
} {
  const [began, moved] = [Number(startedAt), Number(lastActivityAt)];
  const isGoingOn = isOpen(state as SessionState) && attention !== "paused";
  const counted = typeof activeMs === "number" ? activeMs : null;
  if (isGoingOn)
    return { activeMs: counted ?? 0, activeSince: counted === null ? began : Math.max(began, moved) };
  return { activeMs: counted ?? Math.max(0, Number(endedAt ?? moved) - began), activeSince: null };
}

function reshape(fields: Fields, change: Fields): Shaped {
  const was = Object.fromEntries(Object.keys(change).map((field) => [field, fields[field]]));
  return { fields: { ...fields, ...change }, was };
}
