import { expect, test } from "bun:test";
import { findFreeName, outcomeOf, phaseAtEnd } from "../../src/domain/keeping.ts";

test("only work that was checked ends with success, unless the session gave up itself", () => {
  expect(outcomeOf({ phase: "executing" }, true)).toBe("success");
  expect(outcomeOf({ phase: "completed" }, false)).toBe("unverified");
  expect(outcomeOf({ phase: "failed" }, true)).toBe("failed");
  expect(outcomeOf({ phase: "abandoned" }, true)).toBe("abandoned");
});

test("a session ends in the phase that its outcome says, unless it has declared a final one", () => {
  expect(phaseAtEnd({ phase: "planning" }, "success")).toBe("completed");
  expect(phaseAtEnd({ phase: "planning" }, "unverified")).toBe("completed");
  expect(phaseAtEnd({ phase: "planning" }, "failed")).toBe("failed");
  expect(phaseAtEnd({ phase: "planning" }, "abandoned")).toBe("abandoned");
  expect(phaseAtEnd({ phase: "completed" }, "failed")).toBe("completed");
});

test("a name is the first that no open session has", () => {
  const free = (wish: { source: string } | { name: string }, ...taken: string[]) =>
    findFreeName(wish, (name) => taken.includes(name));
  expect(free({ source: "cli" })).toBe("cli-1");
  expect(free({ source: "cli" }, "cli-1", "cli-2")).toBe("cli-3");
  expect(free({ name: "scout" })).toBe("scout");
  expect(free({ name: "scout" }, "scout", "scout-2")).toBe("scout-3");
});
