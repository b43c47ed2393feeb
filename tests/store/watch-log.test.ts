import { expect, test } from "bun:test";
import { unmoved } from "../../src/domain/watchdog/evidence.ts";
import { OFF_LADDER } from "../../src/domain/watchdog/ladder.ts";
import { appendWatchLog, listWatchLog, markWrong } from "../../src/store/watch-log.ts";
import { getWatch, listWatches, removeWatch, saveWatch, type Watch } from "../../src/store/watches.ts";
import { evidence, POLICY } from "../domain/watchdog/evidence-samples.ts";
import { addSession, testStore } from "./fixture.ts";

test("what is known of a session is kept whole, and gone with it", () => {
  using test = testStore();
  const { id: sessionId } = addSession(test.store, { name: "parser" });
  const watch: Watch = {
    sessionId,
    evidence: { ...evidence(), movements: unmoved() },
    baseline: {
      at: 5,
      counters: { output: 1, files: { unknown: "why" }, transcript: 4, cpuMs: 2, ioBytes: 3 },
    },
    verdict: null,
    verdictAt: null,
    ladder: OFF_LADDER,
  };
  test.store.writeNow((tx) => saveWatch(tx, watch));
  const climbed = { ...watch, ladder: { level: 2, steppedAt: 17 } };
  test.store.writeNow((tx) => saveWatch(tx, climbed));
  expect(listWatches(test.db)).toEqual([climbed]);
  expect(getWatch(test.db, sessionId)).toEqual(climbed);
  test.store.writeNow((tx) => removeWatch(tx, sessionId));
  expect(getWatch(test.db, sessionId)).toBeNull();
});

test("a step can be marked as wrong, and only a step", () => {
  using test = testStore();
  const { id: sessionId, key: sessionKey } = addSession(test.store, { name: "parser" });
  for (const kind of ["step", "verdict"] as const) {
    test.store.writeNow((tx) =>
      appendWatchLog(tx, {
        observed: 9.6,
        sessionId,
        sessionKey,
        kind,
        verdict: "stalled",
        rule: "no_movement",
        level: kind === "step" ? 0 : null,
        acted: false,
        detail: { reasons: ["nothing has moved"], evidence: evidence(), policy: POLICY },
      }),
    );
  }
  const [step, verdict] = listWatchLog(test.db, { sessionId });
  expect(step).toMatchObject({ observed: 10, acted: false, wrong: false, detail: { policy: POLICY } });
  expect(test.store.writeNow((tx) => markWrong(tx, step?.id ?? 0, true)).wrong).toBe(true);
  expect(() => test.store.writeNow((tx) => markWrong(tx, verdict?.id ?? 0, true))).toThrow(
    "there is no step",
  );
  expect(listWatchLog(test.db, { since: test.clock.now + 1 })).toEqual([]);
});
