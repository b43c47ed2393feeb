import type { ChildView } from "../../api/contract/child.ts";
import type { Screen } from "../terminal.ts";
import { type Reasoned, reasonLines, withReason } from "./reasons.ts";
import { table } from "./table.ts";
import { inert } from "./text.ts";

/** What became of each, and below the table what of it has no room in a line: a report can be long. */
export const childPage = (children: readonly ChildView[], screen: Screen): string[] => [
  ...childTable(children, screen),
  ...reasonLines(children.map(reasoned), screen, BEFORE_TITLE),
];

/** About what the columns before the title take. */
const BEFORE_TITLE = 64;

const childTable = (children: readonly ChildView[], screen: Screen): string[] =>
  table(
    children,
    [
      { title: "task", text: ({ task }) => task.key, paint: screen.paint.bold, max: 20 },
      { title: "role", text: ({ role }) => role, max: 12 },
      { title: "status", text: ({ task }) => task.status, max: 10 },
      { title: "session", text: sessionWords, max: 24 },
      { title: "title", text: (child) => withReason(reasoned(child), screen, BEFORE_TITLE) },
    ],
    screen,
  );

function sessionWords({ session }: ChildView): string {
  if (session === null) return "–";
  return `${session.key} ${session.attention ?? session.outcome ?? session.state}`;
}

const reasoned = (child: ChildView): Reasoned => ({
  key: child.task.key,
  title: child.task.title,
  why: reasonOf(child),
});

function reasonOf({ waitsFor, merge, task }: ChildView): string | null {
  if (task.status === "complete") return task.summary;
  return waitsFor ?? task.reason ?? merge?.reason ?? null;
}

/** What became of a spawn. */
export function childLine({ task, waitsFor }: ChildView): string {
  const soon = waitsFor === null ? "it is begun now" : `it is begun later: ${waitsFor}`;
  return inert(
    `${task.key} is made: ${task.title}; ${task.status === "todo" ? soon : `it is ${task.status}`}`,
  );
}
