import { expect, test } from "bun:test";
import { goalPrompt } from "../../src/domain/goal.ts";

const facts = {
  goal: "Port the parser\nto Rust",
  maxAgents: 3,
  budgetUsd: 20,
  budgetTokens: null,
  gates: ["npm test"],
  isPlanFirst: false,
  roles: ["builder", "scout"],
};

test("a coordinator is told the goal to the letter, its limits, its tools and how it ends", () => {
  const prompt = goalPrompt(facts);
  expect(prompt).toContain("\nPort the parser\nto Rust\n");
  expect(prompt).toContain(
    "Limits: 3 agents work at a time; a budget of $20.00 for all; what is merged has to pass: npm test.",
  );
  expect(prompt).toContain("You may spawn: builder, scout.");
  for (const tool of ["spawn", "children", "ask", "task abort", "done --summary"])
    expect(prompt).toContain(`overstory ${tool}`);
  expect(prompt).not.toContain("plan-ready");
});

test("one whose plan is looked at first is told to stop there", () => {
  expect(goalPrompt({ ...facts, isPlanFirst: true })).toContain("overstory plan-ready");
});
