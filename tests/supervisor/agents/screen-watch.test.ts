import { expect, test } from "bun:test";
import { getTurn } from "../../../src/store/turns.ts";
import { ScreenWatch } from "../../../src/supervisor/agents/screen-watch.ts";
import { screened } from "./screened.ts";

const PROMPT = { kind: "prompt", text: "go" };
const ASKS = { kind: "asks", ask: { what: "permission", tool: "Bash", text: "rm -rf build" } };

/** A working session whose hooks were heard long ago; `sweep` is one round of the patrol. */
async function watched(...signals: unknown[]) {
  const it = await screened("working");
  for (const signal of signals) await it.call("Event", signal);
  const watch = new ScreenWatch({ ...it.world, clock: () => Date.now() + 60_000 }, it.reader);
  return {
    ...it,
    turn: () => getTurn(it.test.db, it.session.id),
    sweep: () => watch.sweep([it.now()]),
  };
}

test("a turn is over without a hook when the screen takes prompts and nothing is written to it", async () => {
  await using it = await watched(PROMPT);
  await it.show("busy");
  for (let round = 0; round < 3; round++) await it.sweep();
  expect(it.turn()?.state).toBe("working");
  await it.show("ready");
  await it.sweep();
  expect(it.turn()?.state).toBe("working");
  await it.sweep();
  expect(it.turn()).toMatchObject({ state: "idle", isInterrupted: true });
});

test("a dialog of which no hook tells is known by its screen, and is over when it stays away", async () => {
  await using it = await watched(PROMPT);
  await it.show("asks: Allow this command?");
  for (let round = 0; round < 2; round++) await it.sweep();
  expect(it.turn()?.ask).toEqual({ what: "question", tool: null, text: "Allow this command?" });
  await it.show("busy");
  await it.sweep();
  expect(it.turn()?.ask).not.toBeNull();
  await it.sweep();
  expect(it.turn()).toMatchObject({ state: "working", ask: null });
});

test("a dialog before the first turn is known by its screen, though a hook told that it takes prompts", async () => {
  await using it = await watched({ kind: "ready" });
  await it.show("ready");
  for (let round = 0; round < 3; round++) await it.sweep();
  expect(it.turn()).toMatchObject({ state: "idle", count: 0, ask: null, isInterrupted: false });
  await it.show("asks: How do you log in?");
  for (let round = 0; round < 2; round++) await it.sweep();
  expect(it.turn()?.ask?.text).toBe("How do you log in?");
});

test("a dialog of a form that its runtime does not know stays open", async () => {
  await using it = await watched(PROMPT, ASKS);
  await it.show("something new");
  for (let round = 0; round < 4; round++) await it.sweep();
  expect(it.turn()?.ask?.tool).toBe("Bash");
});

test("at the first sweep a turn is not over, whatever the screen shows", async () => {
  await using it = await watched(PROMPT);
  await it.show("ready");
  await it.sweep();
  expect(it.turn()?.state).toBe("working");
});

test("a dialog that stays on the screen stays open", async () => {
  await using it = await watched(PROMPT, ASKS);
  await it.show("asks: Allow this command?");
  for (let round = 0; round < 4; round++) await it.sweep();
  expect(it.turn()?.ask?.tool).toBe("Bash");
});
