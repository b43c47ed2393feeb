import { expect, test } from "bun:test";
import { type DeliveryFacts, decideDelivery } from "../../src/domain/mail-delivery.ts";

const NOW = 1_000_000;

const facts = (change: Partial<DeliveryFacts> = {}): DeliveryFacts => ({
  mails: [{ priority: "normal", sentAt: NOW - 1000 }],
  isReachable: true,
  turn: "idle",
  hasBegun: true,
  isBroken: false,
  takesWhileBusy: true,
  ...change,
});
const mail = (priority: "low" | "normal" | "urgent", ago = 1000) => ({ priority, sentAt: NOW - ago });

test("an idle agent is woken for its mail, once what comes with it has come too", () => {
  expect(decideDelivery(facts(), NOW)).toEqual({ do: "send" });
  const fresh = facts({ mails: [mail("normal", 100), mail("normal", 0)] });
  expect(decideDelivery(fresh, NOW)).toEqual({ do: "wait", until: NOW + 300 });
  expect(decideDelivery(fresh, NOW + 300)).toEqual({ do: "send" });
});

test("for what is of low priority nobody is woken", () => {
  expect(decideDelivery(facts({ mails: [mail("low")] }), NOW)).toEqual({ do: "leave" });
  expect(decideDelivery(facts({ mails: [mail("low"), mail("normal")] }), NOW)).toEqual({ do: "send" });
});

test("while it works its hooks hand mail over; what is urgent is typed where that is kept", () => {
  expect(decideDelivery(facts({ turn: "working" }), NOW)).toEqual({ do: "leave" });
  const urgent = { mails: [mail("urgent", 0)], turn: "working" } as const;
  expect(decideDelivery(facts(urgent), NOW)).toEqual({ do: "send" });
  expect(decideDelivery(facts({ ...urgent, takesWhileBusy: false }), NOW)).toEqual({ do: "leave" });
  expect(decideDelivery(facts({ ...urgent, turn: "idle" }), NOW)).toEqual({ do: "send" });
});

test.each<[string, Partial<DeliveryFacts>]>([
  ["that tells nothing of its turns", { turn: null }],
  ["that is not ready", { turn: "starting" }],
  ["that was not told its task yet", { hasBegun: false }],
  ["whose turn was broken off", { isBroken: true }],
  ["that is being ended", { isReachable: false }],
])("nothing is typed to an agent %s, however urgent", (_, change) => {
  expect(decideDelivery(facts({ mails: [mail("urgent")], ...change }), NOW)).toEqual({ do: "leave" });
});
