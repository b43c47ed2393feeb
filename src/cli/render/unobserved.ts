import type { StatusView } from "../../api/contract/status.ts";
import { minute } from "./words.ts";

type Interval = StatusView["unobserved"][number];

const WORDS: Record<Interval["kind"], string> = {
  asleep: "asleep",
  daemon_down: "daemon down",
  daemon_frozen: "daemon frozen",
  clock_set: "clock set",
};

const LEAST_MS = 60_000;

/** `asleep 02:10-07:40, daemon down 08:00-08:03`: what took a minute or more, neighbours of a kind as one; "" for nothing. */
export function unobservedWords(intervals: StatusView["unobserved"], now: string): string {
  return intervals
    .reduce<Interval[]>(merge, [])
    .filter(({ from, to }) => Math.abs(Date.parse(to) - Date.parse(from)) >= LEAST_MS)
    .map(({ kind, from, to }) => `${WORDS[kind]} ${minute(from, now)}-${minute(to, now)}`)
    .join(", ");
}

function merge(merged: Interval[], next: Interval): Interval[] {
  const before = merged.at(-1);
  const isNeighbour =
    before?.kind === next.kind &&
    next.kind !== "clock_set" &&
    Date.parse(next.from) - Date.parse(before.to) <= LEAST_MS;
  return isNeighbour ? [...merged.slice(0, -1), { ...before, to: next.to }] : [...merged, next];
}
