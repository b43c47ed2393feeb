import { expect, test } from "bun:test";
import { mapInPieces } from "../../src/process/in-pieces.ts";

test("maps in order and lets other work go on in between", async () => {
  let rounds = 0;
  let isOver = false;
  const other = () => {
    rounds++;
    if (!isOver) setImmediate(other);
  };
  setImmediate(other);
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  expect(await mapInPieces(numbers, (number) => number * 2)).toEqual(numbers.map((number) => number * 2));
  isOver = true;
  expect(rounds).toBeGreaterThan(10);
});
