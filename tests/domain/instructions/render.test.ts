import { describe, expect, test } from "bun:test";
import { renderMarkdown, renderPlain, renderSteps } from "../../../src/domain/instructions/render.ts";

describe("a step", () => {
  test("says what its placeholders stand for, in text and command", () => {
    const step = { text: "Go on with {{task}}, {{ title }}", command: "overstory task show {{task}}" };
    expect(renderSteps([step], { task: "TASK-001", title: "Build it" })).toEqual([
      { text: "Go on with TASK-001, Build it", command: "overstory task show TASK-001" },
    ]);
  });

  test("is said when its condition holds", () => {
    const steps = [{ text: "held", when: "held" }, { text: "not held", when: "!held" }, { text: "always" }];
    const texts = (held: string) => renderSteps(steps, { held }).map(({ text }) => text);
    expect([texts("TASK-001"), texts("")]).toEqual([
      ["held", "always"],
      ["not held", "always"],
    ]);
  });

  test("takes values for data: they are not looked at for placeholders", () => {
    const [step] = renderSteps([{ text: "{{title}} {{role}}" }], {
      title: "{{role}} $& $1",
      role: "builder",
    });
    expect(step?.text).toBe("{{role}} $& $1 builder");
  });

  test("quotes values in a command, so that none is a command of its own", async () => {
    const title = 'it\'s $(touch pwned) `x` "y"; rm -rf z';
    const [step] = renderSteps([{ text: "x", command: "printf %s {{title}}" }], { title });
    const shell = Bun.spawn(["sh", "-c", step?.command ?? ""]);
    expect(await shell.stdout.text()).toBe(title);
  });

  test("keeps a value on one line and free of what a terminal obeys", () => {
    const title = "one\ntwo\u001b[31m\u202e\r\n- three";
    expect(renderSteps([{ text: "{{title}}" }], { title })[0]?.text).toBe("one two [31m - three");
  });
});

describe("steps together", () => {
  const steps = [
    { text: "Log what you do", command: 'overstory update "…"' },
    { text: "Wait", command: null },
  ];

  test("are a list in Markdown, with commands as code and notices first", () => {
    expect(renderMarkdown(steps, ["TASK-001 was aborted"])).toBe(
      '> **Note:** TASK-001 was aborted\n\n**Next:**\n\n- Log what you do: `overstory update "…"`\n- Wait',
    );
  });

  test("are lines of plain text, with notices first", () => {
    expect(renderPlain(steps, ["TASK-001 was aborted"])).toBe(
      'Note: TASK-001 was aborted\nNext:\n  Log what you do\n    overstory update "…"\n  Wait',
    );
  });

  test("are nothing when there are none", () => {
    expect([renderMarkdown([], []), renderPlain([], [])]).toEqual(["", ""]);
  });

  test("keep backticks of a command within its code", () => {
    expect(renderMarkdown([{ text: "Run", command: "echo `date`" }], [])).toContain(
      "- Run: `` echo `date` ``",
    );
  });
});
