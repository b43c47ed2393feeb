import type { OverstoryEvent } from "../../domain/event.ts";
import type { Session } from "../../domain/session.ts";
import type { EventView } from "../contract/event.ts";
import { iso } from "./times.ts";

export const viewEvent = ({ id, at, kind, run, session, task, data }: OverstoryEvent): EventView => ({
  id,
  at: iso(at),
  kind,
  run,
  session,
  task,
  data,
});

/** The same for a session, which may know that others write to each other and to the operator, and not what; null: for the operator. */
export function viewEventFor(reader: Pick<Session, "key"> | null, event: OverstoryEvent): EventView {
  const view = viewEvent(event);
  if (reader === null) return view;
  if (event.kind === "mail.sent" && event.session !== reader.key) {
    const { subject: _, ...data } = event.data;
    return { ...view, data };
  }
  if (event.data.kind !== "mail_question" || event.data.subject === reader.key) return view;
  const { message: _, ...data } = event.data; // of an alert
  return { ...view, data };
}
