import { expect, test } from "bun:test";
import { isAboutToHear } from "../../../src/store/mail-receipts.ts";
import { listToPost, listUnheard, markHeard, takeNotices } from "../../../src/store/notices.ts";
import { posted } from "./posted.ts";

test("a burst of mails to an idle agent is one text, and handed over when that was seen", async () => {
  using it = posted();
  it.turn({ state: "idle" });
  const first = it.mail(it.api, "the parser is done");
  await it.pass(100);
  expect(it.texts()).toEqual([]);
  const second = it.mail(it.docs, "which format?", { type: "question" });
  await it.pass(400);
  expect(it.texts()).toEqual([
    [
      "[overstory] mail from SESSION-002 (api): the parser is done (MAIL-001, status)",
      "",
      "[overstory] mail from SESSION-003 (docs): which format? (MAIL-002, question)",
      '(answer it: overstory mail reply MAIL-002 "…")',
    ].join("\n"),
  ]);
  expect(it.delivered).toEqual([it.coordinator.id]);
  expect(it.receipt(first)).toMatchObject({ handedAt: null, readAt: null });
  await it.sees();
  for (const mail of [first, second])
    expect(it.receipt(mail)).toMatchObject({ handedAt: it.clock.now, readAt: it.clock.now });
  await it.pass(1000);
  expect(it.texts()).toHaveLength(1);
});

test("what is on its way is handed over in no other way, by no other daemon, and what comes meanwhile follows", async () => {
  using it = posted();
  it.turn({ state: "idle" });
  it.mail(it.api, "one");
  await it.pass(500);
  expect(listToPost(it.db, it.coordinator.id)).toEqual([]);
  expect(isAboutToHear(it.db, it.coordinator.id)).toBe(false);
  const next = it.another();
  next.start();
  await next.look();
  await next.stop();
  expect(it.texts()).toHaveLength(1);
  it.mail(it.docs, "two");
  expect(isAboutToHear(it.db, it.coordinator.id)).toBe(true);
  await it.pass(500);
  expect(it.texts()).toEqual([expect.stringContaining("one"), expect.stringContaining("two")]);
});

test("a working agent is left to its hooks; what they have handed over is typed no more", async () => {
  using it = posted();
  const { coordinator } = it;
  it.turn({ state: "working" });
  const mail = it.mail(it.api, "the parser is done");
  await it.pass(1000);
  expect(it.texts()).toEqual([]);
  const [notice] = listToPost(it.db, coordinator.id);
  expect(notice?.text).toBe("mail from SESSION-002 (api): the parser is done (MAIL-001, status)");
  it.store.writeNow((tx) => markHeard(tx, coordinator.id, [notice?.id ?? 0]));
  expect(it.receipt(mail)).toMatchObject({ handedAt: it.clock.now, readAt: it.clock.now });
  it.turn({ state: "idle" });
  await it.pass(1000);
  expect(it.texts()).toEqual([]);
});

test("a long mail that was cut is handed over, and not read", async () => {
  using it = posted();
  it.turn({ state: "idle" });
  const mail = it.mail(it.api, "x".repeat(9000));
  await it.pass(500);
  await it.sees();
  expect(it.receipt(mail)).toMatchObject({ handedAt: it.clock.now, readAt: null });
});

test("low priority wakes nobody, and goes along with what does; urgent goes at once", async () => {
  using it = posted();
  it.turn({ state: "idle" });
  it.mail(it.api, "by the way", { priority: "low" });
  await it.pass(5000);
  expect(it.texts()).toEqual([]);
  it.turn({ state: "working" });
  it.mail(it.docs, "stop", { priority: "urgent" });
  await it.pass(0);
  expect(it.texts()).toEqual([expect.stringMatching(/by the way[\s\S]*stop/)]);
});

test("a text that was given up is made anew; one that was typed names its mail only", async () => {
  using it = posted();
  it.turn({ state: "idle" });
  const mail = it.mail(it.api, "the parser is done\nand tested");
  await it.pass(500);
  await it.expires({ wasTyped: false });
  expect(it.texts()).toHaveLength(2);
  expect(it.texts()[1]).toContain("and tested");
  await it.expires({ wasTyped: true });
  expect(it.texts()).toHaveLength(3);
  expect(it.texts()[2]).not.toContain("and tested");
  expect(it.texts()[2]).toContain("overstory mail read MAIL-001");
  expect(it.receipt(mail)).toMatchObject({ handedAt: null });
  await it.sees();
  expect(it.receipt(mail)).toMatchObject({ handedAt: it.clock.now, readAt: null });
});

test("where nothing can be proven a text that was submitted was handed over", async () => {
  using it = posted({ proof: null });
  it.turn({ state: "idle" });
  const mail = it.mail(it.api, "hello");
  await it.pass(500);
  it.write("UPDATE messages SET state = 'submitted', typed_at = 1, submitted_at = 1");
  await it.pass(0);
  expect(it.receipt(mail)).toMatchObject({ handedAt: it.clock.now });
});

test("an agent that tells nothing of its turns, or is being ended, is not typed to", async () => {
  using it = posted();
  it.mail(it.api, "hello", { priority: "urgent" });
  await it.pass(1000);
  it.turn({ state: "idle" });
  it.write("UPDATE sessions SET dismissed_at = 1 WHERE id = ?", it.coordinator.id);
  await it.pass(1000);
  expect(it.texts()).toEqual([]);
});

test("mail is no notice of the command line: whoever asks for it gets it there", () => {
  using it = posted();
  it.mail(it.api, "hello");
  expect(listUnheard(it.db, it.coordinator.id)).toEqual([]);
  expect(it.store.writeNow((tx) => takeNotices(tx, it.coordinator.id))).toEqual([]);
});
