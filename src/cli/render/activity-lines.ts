import type { ActivityView } from "../../api/contract/activity.ts";
import type { ActivityKind } from "../../domain/activity.ts";
import type { Screen } from "../terminal.ts";
import type { Palette } from "./palette.ts";
import { fit, inert, wrap } from "./text.ts";
import { second } from "./words.ts";

const KIND_COLUMNS = 8;
const TONES: Partial<Record<ActivityKind, keyof Palette>> = {
  task: "cyan",
  phase: "cyan",
  approval: "yellow",
  pause: "yellow",
  context: "dim",
  command: "dim",
};

/**
 * What sessions did, oldest first; nothing of it is cut.
 *
 * @param now ISO 8601; of its day only the time is shown
 */
export const activityLines = (
  activities: readonly ActivityView[],
  { paint, columns }: Screen,
  now: string,
): string[] =>
  activities.flatMap(({ at, session, task, kind, text, data }) => {
    const tone = TONES[kind];
    const subject = task === null ? session : `${session} ${task}`;
    const path = typeof data.path === "string" && data.path !== text ? ` (${data.path})` : "";
    const before = `${second(at, now)}  ${fit(inert(subject), 24)}  ${fit(kind, KIND_COLUMNS)}  `;
    const lines = wrap(inert(text + path), columns - 2, 4);
    const [first = "", ...more] = wrap(inert(text + path), columns, before.length);
    return lines.length > 0 && columns > before.length + 20
      ? [`${paint.dim(before)}${tone ? paint[tone](first) : first}`, ...more]
      : [paint.dim(before.trimEnd()), ...lines.map((line, index) => (index === 0 ? `    ${line}` : line))];
  });
