import { expect, test } from "bun:test";
import { newTurn } from "../../src/domain/agent/take-signal.ts";
import type { Turn } from "../../src/domain/agent/turn.ts";
import { transition } from "../../src/store/session-changes.ts";
import { getTurn, listTurns, saveTurn } from "../../src/store/turns.ts";
import { addSession, START, testStore } from "./fixture.ts";

test("a turn is kept whole and replaced by the next; only those of open sessions are listed", () => {
  using test = testStore();
  const { id } = addSession(test.store, { state: "working" });
  expect(getTurn(test.db, id)).toBeNull();
  const first = newTurn(id, START);
  const second: Turn = {
    sessionId: id,
    state: "working",
    since: START + 1,
    count: 2,
    ask: { what: "permission", tool: "Bash", text: "rm" },
    fault: { cause: "limited", text: "limit", until: START, isRetrying: true },
    isInterrupted: true,
    said: "done",
    background: 1,
    reminders: 2,
  };
  for (const turn of [first, second]) {
    test.store.writeNow((tx) => saveTurn(tx, turn));
    expect(getTurn(test.db, id)).toEqual(turn);
  }
  expect(listTurns(test.db)).toEqual([second]);
  test.store.writeNow((tx) => transition(tx, id, "zombie"));
  expect(listTurns(test.db)).toEqual([]);
  expect(getTurn(test.db, id)).toEqual(second);
});
