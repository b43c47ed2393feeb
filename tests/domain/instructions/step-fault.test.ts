import { describe, expect, test } from "bun:test";
import { BUILT_IN } from "../../../src/domain/instructions/built-in.ts";
import { findFault } from "../../../src/domain/instructions/step-fault.ts";

describe("findFault", () => {
  test.each([
    [{ text: "{{taks}}" }, "text"],
    [{ text: "{{}}" }, "text"],
    [{ text: "x", command: "say {{taks}}" }, "command"],
    [{ text: "x", command: 'say "{{title}}"' }, "command"],
    [{ text: "x", command: "say 'a' '{{title}}'" }, "command"],
    [{ text: "x", command: "say `echo {{title}}`" }, "command"],
    [{ text: "x", when: "!!held" }, "when"],
    [{ text: "x", when: "true" }, "when"],
  ] as const)("of %j is in its %s", (step, field) => {
    expect(findFault(step)?.field).toBe(field);
  });

  test.each([
    { text: "{{task}} {{ title }} {x} }}", when: "!held" },
    { text: 'say "{{title}}"' },
    { text: "x", command: "say 'a' {{title}} \"b\"" },
    { text: "x", command: "say it\\'s {{title}}" },
  ])("there is none in %j", (step) => {
    expect(findFault(step)).toBeNull();
  });
});

test("no built-in template has a fault", () => {
  const faults = Object.entries(BUILT_IN).flatMap(([situation, template]) =>
    template.flatMap((step) => (findFault(step) ? [`${situation}: ${findFault(step)?.message}`] : [])),
  );
  expect(faults).toEqual([]);
});
