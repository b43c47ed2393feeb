import type { ResumeView } from "../../api/contract/resume.ts";
import { formatDuration } from "../../duration.ts";
import type { Screen } from "../terminal.ts";
import { factLines } from "./facts.ts";
import { taskLabel } from "./task-words.ts";
import { inert } from "./text.ts";
import { dateAndTime } from "./words.ts";

/** Whether work can go on where a session left it, why, and what whoever goes on would find. */
export function resumePage(resume: ResumeView, screen: Screen): string[] {
  const { paint } = screen;
  const { context } = resume;
  const verdict = resume.resumable ? paint.green("can be resumed") : paint.yellow("cannot be resumed");
  return [
    `${paint.bold(inert(resume.session))}  ${verdict}  ${paint.dim(resume.reason)}`,
    `  ${inert(resume.message)}`,
    ...factLines(
      [
        ["phase", resume.phase],
        ["last active", resume.ageMs === null ? null : `${formatDuration(resume.ageMs)} ago`],
        [
          "errors",
          resume.errorCount === 0 ? null : `${resume.errorCount}; the last: ${resume.lastError ?? ""}`,
        ],
        [
          "task",
          context?.task && `${taskLabel(context.task)} (${context.task.status})  ${context.task.title}`,
        ],
        ["stack", context?.frames.map(({ key }) => key).join(" → ")],
        ["branch", context?.session.branch],
        ["worktree", context?.session.worktree],
        ["approval", context?.approval && approvalWords(context.approval)],
        ["phases", context?.history.map(phaseWords).join("\n")],
        ["findings", context?.findings.map(({ kind, text }) => `${kind}: ${text}`).join("\n")],
        ["metadata", metadataWords(context?.metadata)],
        ["conversation", context?.conversationId],
      ],
      screen,
    ),
  ];
}

type Context = NonNullable<ResumeView["context"]>;

const approvalWords = ({ question, decision, note }: NonNullable<Context["approval"]>): string =>
  `${question}: ${decision ?? "not decided yet"}${note === null ? "" : ` (${note})`}`;

const phaseWords = ({ from, to, at, error }: Context["history"][number]): string =>
  `${dateAndTime(at)}  ${from} → ${to}${error === null ? "" : `: ${error}`}`;

const metadataWords = (metadata: Record<string, unknown> = {}): string =>
  Object.entries(metadata)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
