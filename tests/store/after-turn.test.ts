import { expect, test } from "bun:test";
import { newTurn } from "../../src/domain/agent/take-signal.ts";
import { listIdleAgents } from "../../src/store/after-turn.ts";
import { transition } from "../../src/store/session-changes.ts";
import { getSession } from "../../src/store/sessions.ts";
import { getTurn, saveTurn } from "../../src/store/turns.ts";
import { addSession, START, testStore } from "./fixture.ts";

test("agents whose turn is over are listed with it, longest idle first, without those that work or have ended", () => {
  using test = testStore();
  const add = (name: string, state: "idle" | "working", since: number) => {
    const { id } = addSession(test.store, { name, state: "working" });
    test.store.writeNow((tx) => saveTurn(tx, { ...newTurn(id, START), state, since, count: 1 }));
    return id;
  };
  const [late, early] = [add("late", "idle", START + 9), add("early", "idle", START + 1)];
  add("busy", "working", START);
  const gone = add("gone", "idle", START);
  test.store.writeNow((tx) => transition(tx, gone, "zombie"));
  addSession(test.store, { name: "turnless", state: "working" });
  expect(listIdleAgents(test.db)).toEqual(
    [early, late].map((id) => ({
      session: getSession(test.db, id) ?? expect.unreachable(),
      turn: getTurn(test.db, id) ?? expect.unreachable(),
    })),
  );
});
