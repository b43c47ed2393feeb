import { expect, test } from "bun:test";
import { sharedLook } from "../../src/process/shared-look.ts";

/** Looks that end when they are told to; each answers its number. */
function controlledLooks() {
  const begun: PromiseWithResolvers<void>[] = [];
  const ask = sharedLook(async () => {
    const gate = Promise.withResolvers<void>();
    const number = begun.push(gate);
    await gate.promise;
    return number;
  });
  return { begun, ask };
}

test("who asks while a look is under way shares the next one, which begins after the question", async () => {
  const { begun, ask } = controlledLooks();
  const [first, second, third] = [ask(), ask(), ask()];
  expect(begun).toHaveLength(1);
  begun[0]?.resolve();
  expect(await first).toBe(1);
  await Bun.sleep(0);
  expect(begun).toHaveLength(2);
  begun[1]?.resolve();
  expect(await Promise.all([second, third])).toEqual([2, 2]);
});

test("who asks when none is under way begins one", async () => {
  const { begun, ask } = controlledLooks();
  for (const number of [1, 2]) {
    const answer = ask();
    begun[number - 1]?.resolve();
    expect(await answer).toBe(number);
  }
});

test("a look that fails does so for those who share it, and the next is made all the same", async () => {
  const { begun, ask } = controlledLooks();
  const [first, second] = [ask(), ask()];
  begun[0]?.reject(new Error("/proc is gone"));
  await expect(first).rejects.toThrow("/proc is gone");
  await Bun.sleep(0);
  begun[1]?.resolve();
  expect(await second).toBe(2);
});
