import type { PrecisionView } from "../../api/contract.ts";
import type { Screen } from "../terminal.ts";
import { table } from "./table.ts";

/** A line for each rule that took a step. */
export const precisionTable = ({ rules, enough }: PrecisionView, screen: Screen): string[] =>
  table(
    rules,
    [
      { title: "rule", text: ({ rule }) => rule, paint: screen.paint.bold, max: 16 },
      { title: "warned", text: ({ steps }) => String(steps.warn), max: 8 },
      { title: "nudged", text: ({ steps }) => String(steps.nudge), max: 8 },
      { title: "escalated", text: ({ steps }) => String(steps.escalate), max: 9 },
      { title: "terminated", text: ({ terminated }) => String(terminated), max: 10 },
      { title: "recorded only", text: ({ shadowTerminated }) => String(shadowTerminated), max: 13 },
      { title: "marked wrong", text: ({ markedWrong }) => String(markedWrong), max: 12 },
      { title: "proven wrong", text: ({ provenWrong }) => String(provenWrong), max: 12 },
      {
        title: "precision",
        text: ({ percent }) => (percent === null ? `fewer than ${enough}: too few to tell` : `${percent} %`),
      },
    ],
    screen,
  );
