import type { MessageView } from "../../api/contract/message.ts";
import { inert } from "./text.ts";

/** `MESSAGE-001 seen by SESSION-002`, `MESSAGE-001 not delivered to SESSION-002: …`. */
export function describeMessage({ key, session, state, reason, settled }: MessageView): string {
  const why = reason === null ? "" : `: ${inert(reason)}`;
  switch (state) {
    case "queued":
      return `${key} queued for ${session}${why}`;
    case "typed":
      return `${key} typed in ${session}${why}`;
    case "submitted":
      return `${key} submitted to ${session}${settled ? "" : ", and not proven yet that it was seen"}${why}`;
    case "seen":
      return `${key} seen by ${session}`;
    case "expired":
      return `${key} not delivered to ${session}${why}`;
  }
}
