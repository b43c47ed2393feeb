import { expect, test } from "bun:test";
import { whyHostIsFull } from "../../src/domain/host.ts";

const limits = { maxLoad: 8, minMemoryMib: 512 };

test("a machine with memory and time to spare takes one more agent", () => {
  expect(whyHostIsFull({ loadPerCore: 8, availableMib: 512 }, limits)).toBeNull();
});

test("one without says which it lacks, and which setting says so", () => {
  expect(whyHostIsFull({ loadPerCore: 0, availableMib: 511 }, limits)).toBe(
    "the machine has 511 MiB of memory left, and an agent is begun with 512 (host.minMemoryMib)",
  );
  expect(whyHostIsFull({ loadPerCore: 8.1, availableMib: 9999 }, limits)).toContain("host.maxLoad");
});

test("what cannot be told, or is not limited, holds nothing back", () => {
  expect(whyHostIsFull({ loadPerCore: null, availableMib: null }, limits)).toBeNull();
  expect(
    whyHostIsFull({ loadPerCore: 99, availableMib: 1 }, { maxLoad: null, minMemoryMib: null }),
  ).toBeNull();
});
