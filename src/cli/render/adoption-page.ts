import type { AdoptionView } from "../../api/contract/adoption.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import { inert } from "./text.ts";

/** What an agent is, and what taking it over will do. */
export function adoptionPage(agent: AdoptionView, screen: Screen): string[] {
  const { runtime, conversation, folder, worktree, branch, pid, isBusy } = agent;
  return [
    `${screen.paint.bold(inert(runtime))}  ${inert(conversation)}`,
    ...factLines(
      [
        ["folder", folder],
        ["work tree", worktree === folder ? null : worktree],
        ["branch", branch ?? "none: a commit is checked out"],
        ["process", pid === null ? "none runs" : String(pid)],
        ["turn", isBusy ? "in the middle of one, which is broken off" : null],
        ["by hand", agent.byHand],
      ],
      screen,
    ),
    ...steps(agent).map((step, index) => `  ${index + 1}. ${step}`),
  ];
}

const steps = ({ pid, dirtyFiles, permissions }: AdoptionView): string[] => [
  ...(pid === null
    ? []
    : [
        ...(dirtyFiles === 0
          ? []
          : [
              `${dirtyFiles} uncommitted ${dirtyFiles === 1 ? "file is" : "files are"} saved, and stay where they are`,
            ]),
        `process ${pid}, and what it has started, is ended politely`,
      ]),
  "the conversation goes on in a pane of overstory, in the same folder",
  `it may do there without asking: ${PERMITTED[permissions]}`,
];

const PERMITTED: Record<AdoptionView["permissions"], string> = {
  read: "look at things",
  ask: "look at things; it asks before all else",
  edit: "look at things and change files",
  full: "everything",
};
