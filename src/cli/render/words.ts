import type { SessionView } from "../../api/contract/session.ts";
import type { RunStatus } from "../../domain/run.ts";
import type { Palette } from "./palette.ts";

/** `14:05:09`, in local time. */
export function clockTime(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}

/** `2026-01-31 14:05:09`, in local time. */
export function dateAndTime(iso: string): string {
  const at = new Date(iso);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${day.join("-")} ${clockTime(iso)}`;
}

/** `14:05:09`, in local time; with the date before it when that is another than now. */
export function second(iso: string, now: string): string {
  const text = dateAndTime(iso);
  return text.slice(0, 10) === dateAndTime(now).slice(0, 10) ? clockTime(iso) : text;
}

/** `14:05`, in local time; with the date before it when that is another than now. */
export function minute(iso: string, now: string): string {
  const text = dateAndTime(iso).slice(0, 16);
  const [day, time = ""] = text.split(" ");
  return dateAndTime(now).startsWith(`${day} `) ? time : text;
}

/** What to call a session's state: what it waits for comes before the state itself, how it ended after. */
export function sessionState(session: Pick<SessionView, "state" | "attention" | "outcome">): string {
  if (session.attention !== null) return session.attention;
  return session.state === "completed" && session.outcome !== null ? session.outcome : session.state;
}

const STATE_COLORS: Record<string, keyof Palette> = {
  working: "green",
  booting: "cyan",
  stalled: "yellow",
  zombie: "red",
  success: "green",
  unverified: "yellow",
  failed: "red",
  abandoned: "red",
  killed: "red",
};

export const paintState = (paint: Palette, state: string, text: string): string =>
  paint[STATE_COLORS[state] ?? "yellow"](text);

const RUN_COLORS: Record<RunStatus, keyof Palette> = {
  active: "cyan",
  completed: "green",
  failed: "red",
  cancelled: "yellow",
};

export const paintRunStatus = (paint: Palette, status: RunStatus): string =>
  paint[RUN_COLORS[status]](status);

/** `512 B`, `1.4 KiB`, `20 MiB`. */
export function fileSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
