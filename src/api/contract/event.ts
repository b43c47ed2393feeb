import type { EventKind } from "../../domain/event.ts";

export interface EventView {
  /** Cursor. */
  id: number;
  at: string;
  kind: EventKind;
  /** Keys, where the event is about such a thing. */
  run: string | null;
  session: string | null;
  task: string | null;
  data: Record<string, unknown>;
}
