import type { Screen } from "../../src/domain/watchdog/evidence.ts";
import type { Report } from "../../src/domain/watchdog/report.ts";

/** What an agent's counters gain in a second. */
export interface Rates {
  output: number;
  files: number;
  /** Of an animated agent only what it has started counts. */
  cpuMs: number;
  ioBytes: number;
  transcript: number;
  /** What an animated screen shows beside what moves by itself. */
  mark: number;
}

/** A stretch of an agent's life, and what can be seen of it from outside. */
export interface Act {
  name: string;
  forMs: number;
  rates: Rates;
  /** Some process of it can run at any moment, though it may get no turn. */
  isRunning: boolean;
  isStopped: boolean;
  readsTerminal: boolean;
  screen: Screen;
  /** Silent for a reason that is shown on its screen, by its process, or by what it reports. */
  isExcused: boolean;
  begins: Report | null;
  ends: Report | null;
}

/** Timers and keep-alives of a program that does nothing. */
export const IDLE: Rates = { output: 0, files: 0, cpuMs: 2, ioBytes: 8, transcript: 0, mark: 0 };

const act = (name: string, forMs: number, rates: Partial<Rates>, more: Partial<Act> = {}): Act => ({
  name,
  forMs,
  rates: { ...IDLE, ...rates },
  isRunning: false,
  isStopped: false,
  readsTerminal: false,
  screen: "plain",
  isExcused: false,
  begins: null,
  ends: null,
  ...more,
});

/** What a person would call work. Each moves something all the time. */
export const WORK: readonly ((forMs: number) => Act)[] = [
  (forMs) => act("works", forMs, { output: 60, files: 1, cpuMs: 100, ioBytes: 5000 }),
  (forMs) => act("computes", forMs, { cpuMs: 900 }, { isRunning: true }),
  (forMs) => act("is starved", forMs, { cpuMs: 0 }, { isRunning: true }),
  (forMs) => act("runs a tool that it has not announced", forMs, { cpuMs: 300 }),
  (forMs) => act("copies", forMs, { ioBytes: 50_000 }),
  (forMs) => act("has a container write for it", forMs, { files: 1 }),
  (forMs) => act("shows a spinner", forMs, { output: 6 }),
];

/** Silence with a reason, for however long. */
export const WAITS: readonly ((forMs: number) => Act)[] = [
  (forMs) => act("shows a dialog", forMs, {}, { screen: "dialog", isExcused: true }),
  (forMs) => act("asks", forMs, {}, { screen: "prompt", isExcused: true }),
  (forMs) => act("has a full-screen program open", forMs, {}, { screen: "full_screen", isExcused: true }),
  (forMs) => act("shows a limit", forMs, {}, { screen: "limit", isExcused: true }),
  (forMs) => act("reads its terminal", forMs, {}, { readsTerminal: true, isExcused: true }),
  (forMs) =>
    act("is stopped by a person", forMs, { cpuMs: 0, ioBytes: 0 }, { isStopped: true, isExcused: true }),
  (forMs) =>
    act(
      "says that it waits",
      forMs,
      {},
      {
        isExcused: true,
        begins: { kind: "wait", attention: "question", reason: "which port?" },
        ends: { kind: "working" },
      },
    ),
  (forMs) =>
    act(
      "says that it is limited",
      forMs,
      {},
      {
        isExcused: true,
        begins: { kind: "limited", until: null, group: null, reason: "429" },
        ends: { kind: "working" },
      },
    ),
];

/** What an agent does in a turn of its conversation, behind a screen that moves by itself all the time. */
export const TURN_WORK: readonly ((forMs: number) => Act)[] = [
  (forMs) => act("streams an answer", forMs, { mark: 2 }, { screen: "busy" }),
  (forMs) => act("writes its transcript", forMs, { transcript: 40 }, { screen: "busy" }),
  (forMs) => act("edits files", forMs, { files: 1 }, { screen: "busy" }),
  (forMs) => act("runs a tool that it has not announced", forMs, { cpuMs: 300 }, { screen: "busy" }),
];

export const prompted = (forMs: number): Act =>
  act("takes its prompt", forMs, { mark: 1 }, { screen: "busy", begins: { kind: "turn_began" } });

/** Its turn is over, until it gets its next prompt. */
export const idle = (forMs: number): Act =>
  act(
    "waits for its next prompt",
    forMs,
    {},
    {
      screen: "ready",
      isExcused: true,
      begins: { kind: "turn_over" },
      ends: { kind: "turn_began" },
    },
  );

/** A silent tool that is announced, and how long it may take. */
export const tool = (forMs: number, permittedMs: number | null, id?: string): Act =>
  act(
    "runs an announced tool",
    forMs,
    {},
    {
      isExcused: true,
      begins: { kind: "tool_start", name: "Bash", permittedMs, ...(id && { id }) },
      ends: { kind: "tool_end", name: "Bash", ...(id && { id }) },
    },
  );

export const silence = (forMs: number): Act => act("is silent", forMs, {});
export const BOOT = (forMs: number): Act => act("starts", forMs, {});
