import type { RescueDetail, RescueView } from "../../api/contract/rescue.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";
import { inert } from "./text.ts";
import { dateAndTime, fileSize } from "./words.ts";

const PREFIX = "refs/overstory/wip/";

/** As people type it: `SESSION-003/1`. */
const shortRef = ({ ref }: RescueView): string => ref.slice(PREFIX.length);

export const rescueTable = (rescues: readonly RescueView[], screen: Screen): string[] =>
  table(
    rescues,
    [
      { title: "work", text: shortRef, paint: screen.paint.bold, max: 24 },
      { title: "saved", text: ({ savedAt }) => dateAndTime(savedAt), max: 19 },
      { title: "files", text: ({ fileCount }) => String(fileCount), max: 8 },
      { title: "size", text: ({ bytes }) => fileSize(bytes), max: 9 },
      { title: "why", text: ({ message }) => message },
    ],
    screen,
  );

const MARKS = { added: "A", modified: "M", deleted: "D" } as const;
const STAGED = { all: "staged", part: "partly staged", none: "" } as const;

/** What it is, then a line a file. Paths are never cut. */
export function rescuePage(rescue: RescueDetail, { paint }: Screen): string[] {
  const { ref, message, savedAt, base, files, bytes } = rescue;
  const facts = [
    ["saved", dateAndTime(savedAt)],
    ["why", message],
    ["on top of", base?.slice(0, 10) ?? "no commit"],
    ["size", fileSize(bytes)],
  ] as const;
  return [
    `${paint.bold(shortRef(rescue))}  ${inert(ref)}`,
    ...facts.map(([label, fact]) => `  ${paint.dim(label.padEnd(12))}${inert(fact)}`),
    "",
    ...files.map(({ path, change, staged }) =>
      `  ${MARKS[change]} ${inert(path)}  ${paint.dim(STAGED[staged])}`.trimEnd(),
    ),
    "",
    paint.dim(`overstory rescue restore ${shortRef(rescue)}    brings it back in a new worktree`),
  ];
}
