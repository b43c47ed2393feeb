import type { ScheduleView } from "../../api/contract/schedule.ts";
import { printLines } from "../output.ts";
import { type Screen, standardScreen } from "../terminal.ts";
import type { Palette } from "./palette.ts";
import { table } from "./table.ts";
import { cut } from "./text.ts";
import { dateAndTime } from "./words.ts";

/** Prints the table of schedules once; times are local. */
export async function printSchedules(schedules: readonly ScheduleView[]): Promise<void> {
  const screen = await standardScreen();
  printLines(scheduleTable(schedules, screen).map((line) => cut(line, screen.columns)));
}

const COLORS: Record<NonNullable<ScheduleView["last"]>["result"], keyof Palette> = {
  waiting: "cyan",
  running: "cyan",
  done: "green",
  skipped: "yellow",
  failed: "red",
};

export const scheduleTable = (schedules: readonly ScheduleView[], screen: Screen): string[] =>
  table(
    schedules,
    [
      { title: "schedule", text: ({ name }) => name, paint: screen.paint.bold, max: 24 },
      { title: "next", text: ({ nextAt }) => (nextAt === null ? "never" : dateAndTime(nextAt)), max: 19 },
      { title: "last", text: ({ last }) => (last ? dateAndTime(last.dueAt) : ""), max: 19 },
      {
        title: "result",
        text: ({ last }) => last?.result ?? "",
        paint: (text, { last }) => (last ? screen.paint[COLORS[last.result]](text) : text),
        max: 8,
      },
      { title: "", text: describeLast },
    ],
    screen,
  );

const describeLast = ({ last, plan, cron }: ScheduleView): string =>
  last ? [last.run, last.message].filter((one) => one !== null).join("  ") : `${cron}  ${plan}`;
