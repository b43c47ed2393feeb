import type { CleanView } from "../../api/contract/tidying.ts";
import type { Screen } from "../terminal.ts";
import { inert, wrap } from "./text.ts";
import { fileSize } from "./words.ts";

type Proposal = CleanView["proposals"][number];

/** What may go, or has gone, and what stays and why. Paths are never cut. */
export function cleanPage({ proposals, applied }: CleanView, screen: Screen): string[] {
  const { dim } = screen.paint;
  if (proposals.length === 0) return ["there is no worktree but the main one"];
  const gone = new Map(applied?.map((one) => [one.path, one]));
  const goes = proposals.filter(({ path, remove }) => remove && (gone.get(path)?.done ?? true));
  const stays = proposals.filter((one) => !goes.includes(one));
  const bytes = fileSize(goes.reduce((sum, one) => sum + one.bytes, 0));
  return [
    ...(goes.length === 0 ? ["nothing can go"] : [`${countOf(goes)} ${verbOf(goes, applied)}: ${bytes}`]),
    ...goes.flatMap((one) => proposalLines(one, one.reasons, screen)),
    ...(stays.length === 0 ? [] : ["", `${countOf(stays)} ${stays.length === 1 ? "stays" : "stay"}`]),
    ...stays.flatMap((one) => proposalLines(one, whyItStays(one, gone.get(one.path)), screen)),
    ...(applied === null && goes.length > 0
      ? ["", dim("overstory clean --apply    removes what may go")]
      : []),
  ];
}

const countOf = ({ length }: readonly unknown[]): string =>
  length === 1 ? "1 worktree" : `${length} worktrees`;

const verbOf = ({ length }: readonly unknown[], applied: CleanView["applied"]): string =>
  applied === null ? "may go" : length === 1 ? "was removed" : "were removed";

/** What was found right before it was to go is newer than the proposal. */
const whyItStays = (
  { reasons }: Proposal,
  result: { reason: string | null } | undefined,
): readonly string[] => (result?.reason ? [result.reason] : reasons);

function proposalLines(
  { path, branch, session, bytes }: Proposal,
  reasons: readonly string[],
  { paint, columns }: Screen,
): string[] {
  const whose = [session, branch].filter((part) => part !== null).join(", ");
  const facts = [whose, fileSize(bytes)].filter(Boolean).join("  ");
  return [
    `  ${paint.bold(inert(path))}`,
    ...wrap(inert(facts), columns, 4).map((line, index) => (index === 0 ? `    ${line}` : line)),
    ...wrap(inert(reasons.join("; ")), columns, 4).map((line, index) =>
      paint.dim(index === 0 ? `    ${line}` : line),
    ),
  ];
}
