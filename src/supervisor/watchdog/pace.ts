import type { Reading } from "../../domain/watchdog/findings.ts";

/** What of a look tells whether it is worth looking closer. Times are observed ms. */
export interface Glance {
  at: number;
  output: Reading;
  cpuMs: Reading;
  isRunning: boolean;
}

/** How a session moves from look to look. It decides what a look costs, never what is said of the session. */
export interface Pace {
  glance: Glance;
  /** It wrote to its terminal since the look before. */
  isLoud: boolean;
  /** It is silent, and its processes are at work. */
  isBusy: boolean;
  /** Looks in a row at which nothing had moved. */
  stillLooks: number;
}

/** The watchdog measures the same at slightly other moments: what it may take for rest must be rest here. */
const MARGIN = 2;

/** @param cpuShare part of one core above which a process tree is at work */
export function nextPace(before: Pace | undefined, glance: Glance, cpuShare: number): Pace {
  const change = (counter: "output" | "cpuMs") => changeOf(before?.glance[counter], glance[counter]);
  const elapsed = before ? glance.at - before.glance.at : 0;
  const isLoud = change("output") > 0;
  const isBusy = !isLoud && (glance.isRunning || change("cpuMs") > MARGIN * cpuShare * elapsed);
  return { glance, isLoud, isBusy, stillLooks: before && !isLoud && !isBusy ? before.stillLooks + 1 : 0 };
}

const changeOf = (before: Reading | undefined, now: Reading): number =>
  typeof before === "number" && typeof now === "number" ? Math.abs(now - before) : 0;
