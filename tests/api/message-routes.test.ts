import { expect, test } from "bun:test";
import { insertMessage } from "../../src/store/messages.ts";
import { served } from "../support/served.ts";

const post = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

test("an agent types into no session, its own neither, and answers none", async () => {
  await using house = served();
  const { session, client } = house.spawned("agent");
  const mayNot = "is the operator's";
  expect(client.messages.send(session.key, { text: "go on" })).rejects.toThrow(mayNot);
  expect(client.messages.answer(session.key, { answer: "allow" })).rejects.toThrow(mayNot);
});

test("a message is shown with what a list needs of it, and without the rest of its text", async () => {
  await using house = served();
  const { session } = house.spawned("agent");
  const { key } = house.store.writeNow((tx) =>
    insertMessage(tx, session, {
      text: `first line\n${"x".repeat(5000)}`,
      origin: "operator",
      submit: true,
      requestId: null,
      patienceMs: 60_000,
    }),
  );
  const shown = await house.as().messages.show(key);
  expect(shown).toMatchObject({
    session: session.key,
    lines: 2,
    bytes: 5011,
    state: "queued",
    settled: false,
    best: "submitted",
    typedAt: null,
  });
  expect(shown.head).toHaveLength(120);
  expect(await house.as().messages.list(session.key)).toEqual([shown]);
  expect(house.as().messages.show("MESSAGE-009")).rejects.toThrow("there is no message");
});

test.each([
  ["messages", {}, "text"],
  ["messages", { text: "a\0b" }, "NUL"],
  ["messages", { text: "a", patienceMs: -1 }, "patienceMs"],
  ["messages", { text: "a", wanted: "seen" }, "nothing proves that a shell agent has seen a message"],
  ["messages", { text: "a", submit: false, wanted: "submitted" }, "without Enter a message is only typed"],
  ["answer", {}, "name one of answer, option and text"],
  ["answer", { answer: "allow", text: "yes" }, "name one of answer, option and text"],
  ["answer", { answer: "perhaps" }, "answer"],
  ["answer", { option: 0 }, "option"],
  ["answer", { answer: "allow", question: 7 }, "question"],
])("POST %s with %j is refused, naming what is wrong", async (route, body, named) => {
  await using house = served();
  const { session } = house.spawned("agent");
  const answer = await house.fetch(`/sessions/${session.key}/${route}`, post(body));
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain(named);
});
