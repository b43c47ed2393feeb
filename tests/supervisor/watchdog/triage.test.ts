import { describe, expect, test } from "bun:test";
import { createLogger } from "../../../src/log.ts";
import { Triage } from "../../../src/supervisor/watchdog/triage.ts";
import { addSession, testStore } from "../../store/fixture.ts";

async function ask(command: string, more: { times?: number; perMinute?: number; deadline?: number } = {}) {
  using store = testStore();
  const session = addSession(store.store, { name: "parser" });
  const { times = 1, perMinute = 4, deadline = 5000 } = more;
  const triage = new Triage({ command, deadline, perMinute }, "/", createLogger(), () => store.clock.now);
  const answers = [];
  for (let n = 0; n < times; n++) answers.push(await triage.ask(session, { rule: "no_movement" }));
  return answers;
}

describe("the triage command", () => {
  test("gets the evidence on its stdin and answers with a word", async () => {
    expect(await ask(`grep -q no_movement && echo " Extend "`)).toEqual(["extend"]);
  });

  test.each(["echo maybe", "echo retry; exit 1", "exit 0"])(
    "says nothing that counts by: %s",
    async (command) => {
      expect(await ask(command)).toEqual([null]);
    },
  );

  test("is not waited for longer than its deadline", async () => {
    expect(await ask("exec sleep 60", { deadline: 100 })).toEqual([null]);
  });

  test("is asked so often a minute", async () => {
    expect(await ask("echo retry", { times: 3, perMinute: 2 })).toEqual(["retry", "retry", null]);
  });
});

test("without a command nobody is asked", async () => {
  using store = testStore();
  const session = addSession(store.store, { name: "parser" });
  expect(await new Triage(null, "/", createLogger(), () => 0).ask(session, {})).toBeNull();
});
