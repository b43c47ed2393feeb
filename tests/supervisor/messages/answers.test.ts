import { expect, test } from "bun:test";
import { newTurn } from "../../../src/domain/agent/take-signal.ts";
import type { Session } from "../../../src/domain/session.ts";
import { OverstoryError } from "../../../src/errors.ts";
import { askApproval } from "../../../src/store/approvals.ts";
import { listEvents } from "../../../src/store/events.ts";
import { setAttention } from "../../../src/store/session-changes.ts";
import { requireSession } from "../../../src/store/sessions.ts";
import { getTurn, saveTurn } from "../../../src/store/turns.ts";
import { until } from "../../support/wait.ts";
import { messageHouse } from "./house.ts";

type House = Awaited<ReturnType<typeof messageHouse>>;

const refusalOf = (work: Promise<unknown>): Promise<OverstoryError> =>
  work.then(
    () => {
      throw new Error("nothing was refused");
    },
    (error) => {
      if (error instanceof OverstoryError) return error;
      throw error;
    },
  );

const showsDialog = (house: House, session: Session) =>
  until("the dialog is there", async () => (await house.answers.question(session)).dialog);

function asks(house: House, session: Session): void {
  const ask = { what: "permission", tool: "Bash", text: "npm test" } as const;
  house.store.writeNow((tx) => saveTurn(tx, { ...newTurn(session.id, 0), state: "working", ask }));
}

test("a dialog is answered by the keys that its runtime knows, and it is told that it was", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true, answerable: true });
  await showsDialog(house, agent.session);
  asks(house, agent.session);
  const answered = await house.answers.give(agent.session, { kind: "answer", answer: "allow" });
  expect(answered).toMatchObject({ option: { label: "Yes" } });
  expect(agent.taken()).toEqual([{ kind: "approved", text: "" }]);
  expect(getTurn(house.store.db, agent.session.id)?.ask).toBeNull();
  expect(house.answered).toEqual([agent.session.id]);
  const [event] = listEvents(house.store.db, { after: 0, limit: 100 }).filter(
    ({ kind }) => kind === "session.answered",
  );
  expect(event?.data).toMatchObject({ answer: "allow", option: "Yes", text: "Do you want to proceed?" });
});

test("what it asks is shown with what can be said", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  await showsDialog(house, agent.session);
  asks(house, agent.session);
  expect(await house.answers.question(agent.session)).toMatchObject({
    ask: { tool: "Bash", text: "npm test" },
    approval: null,
    screen: "dialog",
    dialog: { what: "permission", options: [{ means: "allow" }, { means: "deny" }] },
    takesText: false,
  });
});

test("an answer that the dialog does not take is refused, and nothing is pressed", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  await showsDialog(house, agent.session);
  const always = await refusalOf(house.answers.give(agent.session, { kind: "answer", answer: "always" }));
  expect(always).toMatchObject({ code: "conflict" });
  expect(always.message).toBe(
    `${agent.session.key} asks something, but it has no "always"; it can be answered with allow (Yes), deny (No)`,
  );
  const text = await refusalOf(house.answers.give(agent.session, { kind: "text", text: "1" }));
  expect(text.message).toBe(`${agent.session.key} shows a dialog, to be answered with one of its options`);
  expect(agent.taken()).toEqual([]);
});

test("an answer to nothing is refused, and nothing is pressed", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  const allow = await refusalOf(house.answers.give(agent.session, { kind: "answer", answer: "allow" }));
  expect(allow.message).toContain("shows no dialog");
  const text = await refusalOf(house.answers.give(agent.session, { kind: "text", text: "yes" }));
  expect(text).toMatchObject({ message: `${agent.session.key} asks nothing` });
  expect(agent.taken()).toEqual([]);
});

test("a dialog that stays is told as not answered", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  await showsDialog(house, agent.session);
  const error = await refusalOf(house.answers.give(agent.session, { kind: "option", number: 2 }));
  expect(error.message).toBe(`"No" was chosen, but ${agent.session.key} still shows the dialog`);
  expect(house.answered).toEqual([]);
});

test("what was seen is answered, and nothing that is asked by then", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true, answerable: true, about: "list the files" });
  await showsDialog(house, agent.session);
  const { id: seen } = await house.answers.question(agent.session);
  agent.be({ dialog: true, answerable: true, about: "run rm -rf ." });
  await until(
    "another is there",
    async () => (await house.answers.question(agent.session)).dialog?.text === "Do you want to run rm -rf .?",
  );
  for (const id of [seen, null]) {
    const other = await refusalOf(house.answers.give(agent.session, { kind: "answer", answer: "allow" }, id));
    expect(other).toMatchObject({
      code: "conflict",
      hint: `see it whole: overstory answer ${agent.session.key}`,
    });
    expect(other.message).toBe(
      `nothing was answered: ${agent.session.key} asks something else now: Do you want to run rm -rf .? [allow (Yes), deny (No)]`,
    );
  }
  expect(agent.taken()).toEqual([]);
  const { id: now } = await house.answers.question(agent.session);
  expect(await house.answers.give(agent.session, { kind: "answer", answer: "deny" }, now)).toMatchObject({
    question: "Do you want to run rm -rf .?",
    option: { label: "No" },
  });
  expect(agent.taken()).toEqual([{ kind: "denied", text: "" }]);
});

test("an answer after which the screen cannot be read is told as unknown, and not put on record", async () => {
  await using house = await messageHouse();
  const agent = await house.tui({ dialog: true });
  await showsDialog(house, agent.session);
  asks(house, agent.session);
  const given = refusalOf(house.answers.give(agent.session, { kind: "answer", answer: "allow" }));
  await until("it is pressed", () => agent.taken().length > 0);
  house.losePanes();
  expect((await given).message).toBe(
    `"Yes" was chosen, but ${agent.session.key} may not have taken it: its screen cannot be read`,
  );
  expect(getTurn(house.store.db, agent.session.id)?.ask).not.toBeNull();
  expect(house.answered).toEqual([]);
});

test("a question that a program asks at its terminal takes words of one's own, before what else waits", async () => {
  await using house = await messageHouse();
  const heard = `${house.folder}/heard`;
  const session = await house.spawn("shell", [
    "sh",
    "-c",
    `printf 'Overwrite it? [y/N] '; read a; echo; read b; printf '%s-%s' "$a" "$b" > ${heard}; sleep 60`,
  ]);
  const waits = await until("it asks", async () =>
    (await house.answers.question(session)).screen === "dialog" ? true : undefined,
  );
  expect(waits).toBeTrue();
  const sent = await house.send(session, "and go on");
  await until("it waits", () => house.all().find(({ reason }) => reason !== null));
  expect(await house.answers.give(session, { kind: "text", text: "y" })).toMatchObject({
    message: { state: "submitted" },
  });
  await house.becomes(sent.id, "submitted");
  await until(
    "it is heard",
    async () => (await Bun.file(heard).exists()) && (await Bun.file(heard).text()) !== "",
  );
  expect(await Bun.file(heard).text()).toBe("y-and go on");
});

test("an agent that says itself that it asks takes words of one's own, and is told to go on", async () => {
  await using house = await messageHouse();
  const session = await house.spawn("shell", ["sh", "-c", "read a; sleep 60"]);
  house.store.writeNow((tx) =>
    setAttention(tx, session, { attention: "question", reason: "which?", until: null }),
  );
  const now = requireSession(house.store.db, session.id);
  expect(await house.answers.give(now, { kind: "text", text: "the second" })).toMatchObject({
    message: { state: "submitted", origin: "operator" },
  });
  expect(house.answered).toEqual([session.id]);
});

test("what waits for an approval is sent there", async () => {
  await using house = await messageHouse();
  const agent = await house.tui();
  house.store.writeNow((tx) => askApproval(tx, agent.session, "the plan"));
  for (const wish of [
    { kind: "text", text: "yes" },
    { kind: "answer", answer: "allow" },
  ] as const) {
    const error = await refusalOf(house.answers.give(agent.session, wish));
    expect(error).toMatchObject({ code: "conflict", hint: expect.stringContaining("overstory approve") });
  }
});
