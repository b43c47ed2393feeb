import type { OverstoryEvent } from "../../domain/event.ts";
import type { EventView } from "../contract.ts";
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
