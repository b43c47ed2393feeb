import { SELF } from "../../api/contract/call.ts";
import { SESSION_PHASES } from "../../api/contract/session.ts";
import { object, oneOf, optional, text } from "../fields.ts";
import { defineTool } from "../tool.ts";

export const WORK_TOOLS = [
  defineTool({
    name: "context_show",
    description: "Show what you work on, from the project down to the subtask.",
    reads: true,
    fields: {},
    run: async ({ work }) => ({ context: await work.context() }),
  }),
  defineTool({
    name: "phase",
    description:
      "Declare what you do now. approval: a person is asked to agree (give the question), then end your turn: you hear the decision. completed, failed and abandoned are final.",
    fields: {
      phase: oneOf(SESSION_PHASES, "What you do now"),
      question: optional(text("approval: what the person is asked")),
      error: optional(text("What went wrong")),
      metadata: optional(object("To keep with your session: names and values")),
    },
    run: async ({ work }, wish) => ({ session: await work.changePhase(SELF, wish) }),
  }),
  defineTool({
    name: "update",
    description: "Record how the work goes, for whoever follows it.",
    fields: { text: text("How it goes, in a line or two") },
    run: async ({ work }, wish) => ({ activity: await work.record(SELF, { kind: "update", ...wish }) }),
  }),
  defineTool({
    name: "note",
    description: "Record something that whoever goes on with this work must know.",
    fields: { text: text("What to remember") },
    run: async ({ work }, wish) => ({ activity: await work.record(SELF, { kind: "note", ...wish }) }),
  }),
] as const;
