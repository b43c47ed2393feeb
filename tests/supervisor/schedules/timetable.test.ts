import { describe, expect, test } from "bun:test";
import { createLogger } from "../../../src/log.ts";
import { createCalendar } from "../../../src/supervisor/schedules/calendar.ts";
import { Timetable } from "../../../src/supervisor/schedules/timetable.ts";
import { START, testStore } from "../../store/fixture.ts";
import { until } from "../../support/wait.ts";

const HOUR = 60 * 60_000;
/** At :30 of every hour; START is a full hour. */
const FIRST = START + HOUR / 2;

/** A timetable with one hourly job, looked at when the test says so, as if each time by a new daemon. */
function hourly(pattern = "30 * * * *") {
  const test = testStore();
  const recorded: number[] = [];
  let begun = 0;
  let fault: Error | undefined;
  const look = async (now: number, jobPattern = pattern) => {
    test.clock.now = now;
    const job = {
      name: "job",
      calendar: createCalendar(jobPattern, "UTC"),
      record: (_tx: unknown, dueAt: number) => {
        if (fault) throw fault;
        recorded.push(dueAt);
      },
      begin: () => void begun++,
    };
    const timetable = new Timetable({
      store: test.store,
      clock: () => test.clock.now,
      log: createLogger(),
      jobs: [job],
      beat: () => {},
    });
    timetable.start();
    await timetable.stop();
  };
  return {
    look,
    recorded,
    begun: () => begun,
    failWith: (error: Error | undefined) => {
      fault = error;
    },
    [Symbol.dispose]: () => test[Symbol.dispose](),
  };
}

describe("a timetable", () => {
  test("a new job begins with its next time, not with one that has passed", async () => {
    using jobs = hourly();
    await jobs.look(FIRST + 1);
    expect(jobs.recorded).toEqual([]);
    await jobs.look(FIRST + HOUR);
    expect(jobs.recorded).toEqual([FIRST + HOUR]);
  });

  test("each time is dealt with once, however often it is looked at", async () => {
    using jobs = hourly();
    for (const now of [START, FIRST - 1, FIRST, FIRST, FIRST + 1, FIRST + HOUR - 1]) await jobs.look(now);
    expect(jobs.recorded).toEqual([FIRST]);
    expect(jobs.begun()).toBe(1);
  });

  test("of times that passed unseen only the last one counts", async () => {
    using jobs = hourly();
    await jobs.look(START);
    await jobs.look(FIRST + 100 * HOUR + 5);
    expect(jobs.recorded).toEqual([FIRST + 100 * HOUR]);
  });

  test("a time whose record fails is not lost", async () => {
    using jobs = hourly();
    await jobs.look(START);
    jobs.failWith(new Error("no"));
    await jobs.look(FIRST);
    expect(jobs.begun()).toBe(0);
    jobs.failWith(undefined);
    await jobs.look(FIRST + 1000);
    expect(jobs.recorded).toEqual([FIRST]);
  });

  test("a job with another pattern is a new job", async () => {
    using jobs = hourly();
    await jobs.look(START);
    await jobs.look(FIRST + HOUR, "15 * * * *");
    expect(jobs.recorded).toEqual([]);
  });

  test("a clock that is set back a little repeats nothing; one that was far ahead does not stop the job", async () => {
    using jobs = hourly();
    await jobs.look(START);
    await jobs.look(FIRST);
    await jobs.look(FIRST - HOUR);
    await jobs.look(FIRST);
    expect(jobs.recorded).toEqual([FIRST]);
    await jobs.look(FIRST + 1000 * HOUR);
    await jobs.look(FIRST + HOUR / 2);
    await jobs.look(FIRST + HOUR);
    expect(jobs.recorded.at(-1)).toBe(FIRST + HOUR);
  });

  test("wakes by itself when a time has come, and beats at every look", async () => {
    using test = testStore();
    const times: number[] = [];
    let beats = 0;
    const timetable = new Timetable({
      store: test.store,
      clock: Date.now,
      log: createLogger(),
      jobs: [
        {
          name: "each second",
          calendar: createCalendar("* * * * * *", null),
          record: (_tx, dueAt) => times.push(dueAt),
          begin: () => {},
        },
      ],
      beat: () => void beats++,
    });
    timetable.start();
    await until("two times have come", () => times.length >= 2);
    await timetable.stop();
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(1000);
    expect(beats).toBeGreaterThanOrEqual(times.length);
  });
});
