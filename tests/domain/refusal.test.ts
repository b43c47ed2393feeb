import { expect, test } from "bun:test";
import { describeRefusal, type Refusal } from "../../src/domain/refusal.ts";

const refusal: Refusal = {
  state: "conflict",
  branch: "overstory/task/run-001/api",
  target: "overstory/run-001",
  files: ["src/a.ts", "b c"],
  with: "RUN-001/web (SESSION-004)",
  reason: null,
  gates: ["npm test", "npm run lint"],
};

test("a conflict is told with both sides, the files, what to do and what must pass then", () => {
  expect(describeRefusal(refusal)).toBe(
    "The work on the branch overstory/task/run-001/api is done but cannot be merged: it conflicts with overstory/run-001, which has the work of RUN-001/web (SESSION-004), in src/a.ts, b c. Merge overstory/run-001 into this branch (git merge overstory/run-001; this one merge is yours to make), and resolve each conflict so that what both sides want holds. Never take one side wholesale, and drop no test of either. These must pass then: npm test; npm run lint. Commit; it is then checked and merged again.",
  );
});

test("what is red only on the merged result is told with the gate that failed", () => {
  const text = describeRefusal({
    ...refusal,
    state: "red",
    files: [],
    with: null,
    reason: "gate failed: npm test",
    gates: [],
  });
  expect(text).toContain(
    "merges into overstory/run-001, but the two do not go together: gate failed: npm test.",
  );
  expect(text).toContain("mend the whole so that what both sides want holds");
  expect(text).not.toContain("must pass");
});
