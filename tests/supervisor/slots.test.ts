import { expect, test } from "bun:test";
import { Slots } from "../../src/supervisor/slots.ts";

function gatedWork(slots: Slots, begun: string[], name: string) {
  const gate = Promise.withResolvers<void>();
  const done = slots.take(async () => {
    begun.push(name);
    await gate.promise;
    return name;
  });
  return { done, open: gate.resolve, fail: gate.reject };
}

test("no more than the given number go on at once, and the others follow in the order they came", async () => {
  const begun: string[] = [];
  const slots = new Slots(2);
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => gatedWork(slots, begun, name));
  expect(begun).toEqual(["a", "b"]);
  b?.open();
  expect(await b?.done).toBe("b");
  expect(begun).toEqual(["a", "b", "c"]);
  for (const one of [a, c, d]) one?.open();
  expect(await Promise.all([a?.done, c?.done, d?.done])).toEqual(["a", "c", "d"]);
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("work that fails gives its place to the next", async () => {
  const begun: string[] = [];
  const slots = new Slots(1);
  const first = gatedWork(slots, begun, "first");
  const second = gatedWork(slots, begun, "second");
  first.fail(new Error("it broke"));
  await expect(first.done).rejects.toThrow("it broke");
  second.open();
  expect(await second.done).toBe("second");
});
