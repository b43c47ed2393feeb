import type { Session } from "../domain/session.ts";
import type { Task } from "../domain/task.ts";
import type { Call } from "./callers.ts";
import type { WorkServices } from "./work-services.ts";

/** What has just happened, and to whom: what the instructions of an answer are about. */
export interface Happening {
  /** Which template to take: `task.claimed`. */
  situation: string;
  /** Who is told, and has then heard its notices: never one that was only looked at. */
  session: Session | null;
  task: Task | null;
}

/** A read: nothing has happened. */
export const nothing = ({ own }: Call): Happening => ({ situation: "default", session: own, task: null });

/** An answer; an agent is told beside it what to do next. */
export async function tell(
  { work }: { work: Pick<WorkServices, "instructions"> },
  { isAgent }: Call,
  document: Record<string, unknown>,
  { situation, session, task }: Happening,
): Promise<Response> {
  if (!isAgent) return Response.json(document);
  const instructions = await work.instructions.after(situation, session, task);
  return Response.json({ ...document, instructions });
}
