import type { EventView } from "../../api/contract/event.ts";
import { type Describe, list, reason, say, text } from "./event-text.ts";

/** What a person should be told of the merge queue. */
export const MERGING: Partial<Record<EventView["kind"], Describe>> = {
  "merge.held": (event) => say(`merge waits: ${text(event, "reason")}`, "yellow"),
  "merge.merged": (event) =>
    say(`merged into ${text(event, "target")} (${text(event, "commit").slice(0, 7)})`, "green"),
  "merge.conflict": (event) =>
    say(`merge conflict: ${list(event, "files").join(", ") || text(event, "reason")}`, "red"),
  "merge.red": (event) => say(text(event, "reason", "the gates fail on the merged result"), "red"),
  "merge.failed": (event) => say(reason(event, "merge failed"), "red"),
  "merge.cancelled": (event) => say(reason(event, `${text(event, "key")} is not merged`), "yellow"),
  "merge.returned": (event) =>
    say(
      `${text(event, "key")} goes back to ${text(event, "to") === "merger" ? "a merger" : "its author"} (try ${text(event, "try")})`,
      "yellow",
    ),
  "merge.foreseen": (event) =>
    say(
      `${event.session} conflicts with ${text(event, "with")}, in ${list(event, "files").join(", ")}`,
      "yellow",
    ),
  "batch.red": (event) => say(reason(event, `not merged into ${text(event, "target")}`), "red"),
};

/** What is only shown to whoever reads everything. */
export const QUIET_MERGING: Partial<Record<EventView["kind"], Describe>> = {
  "merge.queued": (event) =>
    say(`${text(event, "branch")} is to be merged into ${text(event, "target")}`, "dim"),
  "batch.began": (event) =>
    say(
      `checked before it comes into ${text(event, "target")}: ${list(event, "merges").join(", ") || "the whole"}`,
      "dim",
    ),
  "batch.green": (event) => say(`green: into ${text(event, "target")}`, "dim"),
  "batch.stale": (event) => say(reason(event, "merged anew"), "dim"),
};
