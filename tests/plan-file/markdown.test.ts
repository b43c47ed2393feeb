import { expect, test } from "bun:test";
import { parseMarkdown } from "../../src/plan-file/markdown.ts";

const parse = (text: string) => parseMarkdown(text, "TODO.md");

test("the first heading is the goal, and each open item a task", () => {
  expect(
    parse("# Port it\n\nSome words.\n\n## Later\n- [ ] `lexer` Write the lexer\n* [ ] Tidy up\n"),
  ).toEqual({
    goal: "Port it",
    tasks: [{ id: "lexer", title: "Write the lexer" }, { title: "Tidy up" }],
  });
});

test("text below an item is its prompt, as it stands", () => {
  expect(parse("- [ ] Do it\n\n  First line.\n    indented: yes\n\n  Second part.\n")).toEqual({
    tasks: [{ title: "Do it", prompt: "First line.\n  indented: yes\n\nSecond part." }],
  });
});

test("fields stand before the prompt, in YAML", () => {
  const text =
    "- [ ] `b` Build\n  command: |\n    make\n\n    make check\n  dependsOn: [a]\n\n  Then look at it.\n";
  expect(parse(text).tasks).toEqual([
    {
      id: "b",
      title: "Build",
      command: "make\n\nmake check\n",
      dependsOn: ["a"],
      prompt: "Then look at it.",
    },
  ]);
});

test("a misspelt field stays a field, so that it can be refused by name", () => {
  expect(parse("- [ ] `b` Build\n  dependson: [a]\n").tasks).toEqual([
    { id: "b", title: "Build", dependson: ["a"] },
  ]);
});

test("a prompt that begins like a field is no field", () => {
  expect(parse("- [ ] Mend it\n  Beware: it bites\n").tasks).toEqual([
    { title: "Mend it", prompt: "Beware: it bites" },
  ]);
});

test("ticked items are left out, and so are dependencies on them", () => {
  expect(parse("- [x] `a` Done\n- [ ] `b` Build\n  dependsOn: [a, c]\n- [X] `c` Done too\n").tasks).toEqual([
    { id: "b", title: "Build", dependsOn: [] },
  ]);
});

test("text of its own between items belongs to none", () => {
  expect(parse("- [ ] One\nA remark.\n  more of it\n- [ ] Two\n").tasks).toEqual([
    { title: "One" },
    { title: "Two" },
  ]);
});

test("windows line ends make no difference", () => {
  expect(parse("# Goal\r\n- [ ] `a` One\r\n  gates: [x]\r\n")).toEqual({
    goal: "Goal",
    tasks: [{ id: "a", title: "One", gates: ["x"] }],
  });
});

test.each([
  ["# Only a heading\n", "TODO.md: holds no checklist"],
  ["- [x] Done\n", "TODO.md: every item is ticked; nothing is left to do"],
  ["\n- [ ] `a` One\n  gates: [x\n", /^TODO\.md:3: /],
])("refuses %p", (text, message) => {
  expect(() => parse(text)).toThrow(message);
});
