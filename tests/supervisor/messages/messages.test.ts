import { expect, test } from "bun:test";
import { getMessage } from "../../../src/store/messages.ts";
import { settleSession } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { saveTurn } from "../../../src/store/turns.ts";
import { until } from "../../support/wait.ts";
import { messageHouse, readTui } from "./house.ts";

const ASK = { what: "permission", tool: "Bash", text: "npm test" } as const;

test("a message is typed, submitted, and proven by what the agent took", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  const { id } = await house.send(agent.session, "use the existing parser");
  expect(await house.becomes(id, "seen", agent.prove)).toMatchObject({ reason: null });
  expect(agent.prompts()).toEqual(["use the existing parser"]);
  // The agent may say so before it is on record that Enter was pressed.
  const told = house.events(agent.session).filter((kind) => kind !== "message.submitted");
  expect(told).toEqual(["message.queued", "message.typed", "message.seen"]);
});

test("messages of any size and with any characters arrive whole, once, and in their order", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  const hard = `it's "quoted" \`x\` $(id)\t#{pid} 🦉 名前 \u001b[201~\u0003 /x !x`;
  const texts = [1, 2, 7, 60, 5000].map((lines) =>
    Array.from({ length: lines }, (_, i) => `${i} ${hard}`).join("\n"),
  );
  const sent = await Promise.all(
    texts.map((text) => house.send(agent.session, text, { patienceMs: 60_000 })),
  );
  for (const { id } of sent) await house.becomes(id, "seen", agent.prove);
  const plain = (text: string) => text.replaceAll("\u001b", "").replaceAll("\u0003", "");
  expect(agent.prompts()).toEqual(texts.map(plain));
});

test("nothing is typed while a dialog is on the screen, and the message follows when it is gone", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  const { id } = await house.send(agent.session, "go on");
  const waits = await until("it is told why it waits", () => getMessage(house.store.db, id)?.reason);
  expect(waits).toBe(
    `the screen of ${agent.session.key} asks something: Do you want to proceed? (overstory answer ${agent.session.key})`,
  );
  expect(agent.taken()).toEqual([]);
  agent.be({});
  await house.becomes(id, "seen", agent.prove);
  expect(agent.taken()).toEqual([{ kind: "prompt", text: "go on" }]);
});

test("a dialog that comes up between the text and Enter is not answered by it", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  const { id } = await house.send(agent.session, "go on");
  await house.becomes(id, "typed");
  agent.be({ dialog: true });
  await until("it is told why it waits", () => getMessage(house.store.db, id)?.reason);
  expect(agent.taken()).toEqual([]);
  agent.be({});
  await house.becomes(id, "seen", agent.prove);
  expect(agent.taken()).toEqual([{ kind: "prompt", text: "go on" }]);
});

test("nothing is typed while the agent has told of a dialog, whatever its screen shows", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  const turn = {
    sessionId: agent.session.id,
    state: "working" as const,
    since: 0,
    count: 1,
    ask: ASK,
    fault: null,
    isInterrupted: false,
    said: null,
    background: 0,
    reminders: 0,
  };
  house.store.writeNow((tx) => saveTurn(tx, turn));
  const { id } = await house.send(agent.session, "go on", { patienceMs: 300 });
  expect((await house.becomes(id, "expired")).reason).toStartWith(`${agent.session.key} asks: npm test`);
  expect(agent.taken()).toEqual([]);
});

test("an Enter that was lost is pressed once more, and the text is not typed again", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ lostEnters: 1 });
  const { id } = await house.send(agent.session, "go on");
  await house.becomes(id, "seen", agent.prove);
  expect(agent.taken()).toEqual([{ kind: "prompt", text: "go on" }]);
});

test("a program that shows late what was pasted gets its Enter after that", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ slowMs: 700, deafMs: 100 });
  const { id } = await house.send(agent.session, "go on");
  await house.becomes(id, "seen", agent.prove);
  expect(agent.prompts()).toEqual(["go on"]);
});

test("what a person has begun to type is left alone", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  const { pane } = agent.session;
  if (!pane) throw new Error("it has no pane");
  await house.tmux.paste(pane, "half a thought");
  await until("it is shown", async () => readTui(await house.tmux.readScreen(pane.paneId)).draft);
  const { id } = await house.send(agent.session, "go on");
  const waits = await until("it is told why it waits", () => getMessage(house.store.db, id)?.reason);
  expect(waits).toBe("something else stands in its input: half a thought");
  await house.tmux.press(pane, "Enter");
  await house.becomes(id, "seen", agent.prove);
  expect(agent.prompts()).toEqual(["half a thought", "go on"]);
});

test("what works is let work, unless its runtime keeps what is said meanwhile", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ busy: true });
  const { id } = await house.send(agent.session, "go on", { patienceMs: 300 });
  expect((await house.becomes(id, "expired")).reason).toBe(`${agent.session.key} works`);
  await using other = await messageHouse({ takesWhileBusy: true });
  const busy = await other.tui({ busy: true });
  const sent = await other.send(busy.session, "go on");
  await other.becomes(sent.id, "seen", busy.prove);
});

test("a text that was only to be typed stays typed", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  const { id } = await house.send(agent.session, "half a thought", { submit: false });
  await house.becomes(id, "typed");
  expect(house.messages.isSettled(await house.becomes(id, "typed"))).toBeTrue();
  expect(agent.taken()).toEqual([]);
});

test("a program that proves nothing gets the text to the letter, and submitted is all that is claimed", async () => {
  await using house = await messageHouse();
  const heard = `${house.folder}/heard`;
  const session = await house.spawn("shell", [
    "sh",
    "-c",
    `IFS= read -r line; printf '%s' "$line" > ${heard}; sleep 60`,
  ]);
  const text = `it's "$(id)"; rm -rf x # %5 =main: ünï 🙂?`;
  const { id } = await house.send(session, text);
  const message = await house.becomes(id, "submitted");
  expect(house.messages.isSettled(message)).toBeTrue();
  await until(
    "it is heard",
    async () => (await Bun.file(heard).exists()) && (await Bun.file(heard).text()) === text,
  );
});

test("the next daemon goes on with what waits, and types nothing twice", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  const sent = await Promise.all(["one", "two", "three"].map((text) => house.send(agent.session, text)));
  await house.restart();
  agent.be({});
  for (const { id } of sent) {
    await house.becomes(id, "typed");
    await house.restart();
    await house.becomes(id, "seen", agent.prove);
  }
  expect(agent.prompts()).toEqual(["one", "two", "three"]);
});

test("what was typed before a daemon died and has left the input is not typed again", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ lostEnters: 99 });
  const { id } = await house.send(agent.session, "go on", { patienceMs: 300 });
  await house.becomes(id, "submitted");
  await house.restart();
  const given = await until("it is released", () => {
    const message = getMessage(house.store.db, id);
    return message?.state === "submitted" ? message : undefined;
  });
  expect(given.submittedAt).not.toBeNull();
  expect(agent.prompts()).toEqual([]);
});

test("a nudge is typed at once or not at all", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  expect(await house.messages.nudge(agent.session, "are you there?")).toBeNull();
  await until("it has it", () => {
    agent.prove();
    return house.all().every(({ state }) => state === "seen");
  });
  agent.be({ dialog: true });
  await until("the dialog is there", async () => (await house.answers.question(agent.session)).dialog);
  expect(await house.messages.nudge(agent.session, "are you there?")).toContain("asks something");
  expect(agent.prompts()).toEqual(["are you there?"]);
});

test("messages to a session that ends are given up, and nothing more can be said to it", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  const { id } = await house.send(agent.session, "go on");
  await until("it waits", () => getMessage(house.store.db, id)?.reason);
  house.store.writeNow((tx) =>
    settleSession(tx, agent.session.id, {
      state: "completed",
      phase: "abandoned",
      outcome: "killed",
      reason: "stopped",
    }),
  );
  expect((await house.becomes(id, "expired")).reason).toBe(`${agent.session.key} has ended`);
  expect(house.send(agent.session, "go on")).rejects.toThrow(
    `${agent.session.key} has ended: it is completed`,
  );
});

test("nothing can be said any more to an agent that is being ended", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  house.store.writeNow((tx) => tx.db.query("UPDATE sessions SET dismissed_at = 1").run());
  expect(house.send(agent.session, "go on")).rejects.toThrow(`${agent.session.key} is being ended`);
});

test("the same request again answers with the same message", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  const request = { requestId: "one" };
  const [one, two] = [
    await house.send(agent.session, "go", request),
    await house.send(agent.session, "go", request),
  ];
  expect(two.id).toBe(one.id);
  expect(house.all()).toHaveLength(1);
});

test("the same request again answers with its message also when the session has ended", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  const { id } = await house.send(agent.session, "go", { requestId: "one" });
  house.store.writeNow((tx) =>
    settleSession(tx, agent.session.id, {
      state: "completed",
      phase: "abandoned",
      outcome: "killed",
      reason: "stopped",
    }),
  );
  const ended = requireSession(house.store.db, agent.session.id);
  expect(await house.send(ended, "go", { requestId: "one" })).toMatchObject({ id });
  expect(house.send(ended, "go", { requestId: "two" })).rejects.toThrow("has ended");
});

test("nothing is typed into a screen that is not drawn, or that does not tell what stands in its input", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ isBlank: true });
  const { id } = await house.send(agent.session, "go on");
  const reason = (words: string) =>
    until(`it waits: ${words}`, () => getMessage(house.store.db, id)?.reason?.includes(words));
  await reason("shows no input");
  agent.be({ hidesDraft: true });
  await reason("cannot be told");
  expect(house.events(agent.session)).not.toContain("message.typed");
  agent.be({});
  await house.becomes(id, "seen", agent.prove);
  expect(agent.prompts()).toEqual(["go on"]);
});

test("a text that must not be typed is refused with the reason", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  expect(house.send(agent.session, "/clear")).rejects.toThrow("text: it is a command");
  expect(house.send(agent.session, " \n")).rejects.toThrow("text: must not be empty");
  expect(house.send(agent.session, "x".repeat(2_000_000))).rejects.toThrow(
    "text: 2000000 bytes are more than",
  );
});
