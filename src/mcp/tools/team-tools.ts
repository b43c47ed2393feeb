import { optional, text, texts } from "../fields.ts";
import { defineTool } from "../tool.ts";

export const TEAM_TOOLS = [
  defineTool({
    name: "spawn",
    description:
      "Have another session do something, as a task of your run. It is begun as soon as there is room: the answer says what it waits for. You hear by mail how it ends.",
    fields: {
      title: text("What is to be done, in a line"),
      prompt: optional(text("All that whoever does it must know: it knows nothing of what you know")),
      role: optional(text("Its role, such as builder, scout or reviewer")),
      runtime: optional(
        text("The kind of agent, such as claude or codex; that of the role or yours when left out"),
      ),
      command: optional(text("For the shell runtime: the command that is the agent")),
      dependsOn: optional(texts("Keys of tasks of the run that must be complete first")),
      gates: optional(texts("Commands that must succeed on the work, beside the usual ones")),
      requestId: optional(text("A word of your own: the same one again answers with the same task")),
    },
    run: async ({ team }, wish) => ({ child: await team.spawn(wish) }),
  }),
  defineTool({
    name: "children",
    description: "Show what became of all that you had others do: its task, session and merge.",
    reads: true,
    fields: {},
    run: async ({ team }) => ({ children: await team.children() }),
  }),
  defineTool({
    name: "ask_operator",
    description:
      "Ask the person in charge. They may be away: go on with what does not depend on the answer, which comes as mail.",
    fields: {
      question: text("What they must know and decide"),
      subject: optional(text("It in a line")),
    },
    run: async ({ team }, { question, subject }) => ({
      mail: await team.sendMail({ to: "operator", type: "question", subject, body: question }),
    }),
  }),
  defineTool({
    name: "plan_ready",
    description:
      "For the coordinator of a run whose plan a person looks at first: all tasks of the plan are made.",
    fields: {},
    run: async ({ team }) => ({ run: await team.planReady() }),
  }),
  defineTool({
    name: "done",
    description:
      "Say that your task is carried out. Commit first: your session ends, the work is checked, and what passes is queued to be merged. Refused for a coordinator while tasks of its run are open.",
    fields: { summary: optional(text("What was done, and what is left")) },
    run: async ({ team }, wish) => ({ session: await team.done(wish) }),
  }),
] as const;
