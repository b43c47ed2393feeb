import type { BuiltInRole, Role } from "../domain/role.ts";
import builder from "./role-texts/builder.md" with { type: "text" };
import coordinator from "./role-texts/coordinator.md" with { type: "text" };
import lead from "./role-texts/lead.md" with { type: "text" };
import merger from "./role-texts/merger.md" with { type: "text" };
import reviewer from "./role-texts/reviewer.md" with { type: "text" };
import scout from "./role-texts/scout.md" with { type: "text" };

/** What a role is of which a project says nothing. */
const PLAIN: Omit<Role, "name" | "summary" | "instructions"> = {
  source: null,
  runtime: null,
  model: null,
  permissions: "full",
  maySpawn: null,
  mayWrite: null,
  gates: null,
  restart: null,
  escalateTo: "parent",
  sandbox: null,
};

export const BUILT_IN: Record<BuiltInRole, Role> = {
  coordinator: {
    ...PLAIN,
    name: "coordinator",
    summary: "plans a goal into tasks and has them done",
    instructions: coordinator,
    maySpawn: { roles: ["lead", "scout", "builder", "reviewer", "merger"], most: 16 },
    mayWrite: [],
    escalateTo: "operator",
  },
  lead: {
    ...PLAIN,
    name: "lead",
    summary: "splits a large task and answers for the whole",
    instructions: lead,
    maySpawn: { roles: ["scout", "builder", "reviewer"], most: 6 },
  },
  scout: {
    ...PLAIN,
    name: "scout",
    summary: "finds something out and changes nothing",
    instructions: scout,
    permissions: "read",
    mayWrite: [],
  },
  builder: {
    ...PLAIN,
    name: "builder",
    summary: "carries out one task and commits it",
    instructions: builder,
  },
  reviewer: {
    ...PLAIN,
    name: "reviewer",
    summary: "judges a change and changes nothing",
    instructions: reviewer,
    permissions: "read",
    mayWrite: [],
  },
  merger: {
    ...PLAIN,
    name: "merger",
    summary: "brings two changes together that conflict",
    instructions: merger,
  },
};

/** A role of the project's own, before what it says of it. */
export const plainRole = (name: string): Role => ({
  ...PLAIN,
  name,
  summary: "a role of this project",
  instructions: "",
});
