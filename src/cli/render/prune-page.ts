import type { PruneView } from "../../api/contract/session.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";

/** What was removed, or would be, and what is kept and why. */
export function prunePage({ dryRun, olderThanMs, removed, kept }: PruneView, screen: Screen): string[] {
  const { bold } = screen.paint;
  const count = `${removed.length} ${removed.length === 1 ? "session" : "sessions"}`;
  const age = `ended more than ${formatDuration(olderThanMs)} ago`;
  const heading = dryRun ? `${count} that ${age} would be removed` : `${count} that ${age} removed`;
  return [
    heading,
    ...(removed.length === 0 || !dryRun
      ? []
      : table(
          removed,
          [
            { title: "session", text: ({ session }) => session, paint: bold, max: 16 },
            { title: "name", text: ({ name }) => name },
          ],
          screen,
        )),
    ...(kept.length === 0
      ? []
      : [
          `${kept.length} kept`,
          ...table(
            kept,
            [
              { title: "session", text: ({ session }) => session, paint: bold, max: 16 },
              { title: "name", text: ({ name }) => name, max: 20 },
              { title: "because", text: ({ reason }) => reason },
            ],
            screen,
          ),
        ]),
  ];
}
