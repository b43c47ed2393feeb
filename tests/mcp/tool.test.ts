import { expect, test } from "bun:test";
import { Client } from "../../src/api/client.ts";
import { flag, oneOf, optional, text, texts, wholeNumber } from "../../src/mcp/fields.ts";
import { defineTool } from "../../src/mcp/tool.ts";

const client = new Client("/nowhere.sock");
const never = new AbortController().signal;

const tool = defineTool({
  name: "thing_make",
  description: "Make a thing.",
  fields: {
    title: text("What it is called"),
    kind: optional(oneOf(["small", "large"], "How large")),
    parts: optional(texts("What it has")),
    count: optional(wholeNumber("How many", 1, 3)),
    quick: optional(flag("At once")),
  },
  run: async (_client, wish) => ({ wish }),
});

test("a tool is described by a JSON schema with every field, and those that must be there", () => {
  expect(tool.inputSchema).toEqual({
    type: "object",
    properties: {
      title: { type: "string", description: "What it is called" },
      kind: { type: "string", enum: ["small", "large"], description: "How large" },
      parts: { type: "array", items: { type: "string" }, description: "What it has" },
      count: { type: "integer", minimum: 1, maximum: 3, description: "How many" },
      quick: { type: "boolean", description: "At once" },
    },
    required: ["title"],
  });
});

test("what fits comes through, and null is as good as left out", async () => {
  const given = { title: "a", kind: "large", parts: ["x"], count: 2, quick: null };
  expect(await tool.call(client, given, never)).toEqual({
    wish: { title: "a", kind: "large", parts: ["x"], count: 2 },
  });
});

test.each([
  [{}, "thing_make: title: is missing"],
  [undefined, "thing_make: title: is missing"],
  [{ title: 1 }, "thing_make: title: must be a text, not 1"],
  [{ title: "a", kidn: "small" }, 'thing_make: kidn: is no known field; did you mean "kind"?'],
  [{ title: "a", kind: "tiny" }, 'thing_make: kind: must be "small" or "large", not "tiny"'],
  [{ title: "a", count: 9 }, "thing_make: count: must be at most 3"],
])("%p is refused with its field and the rule", async (given, message) => {
  await expect(tool.call(client, given, never)).rejects.toMatchObject({ code: "usage", message });
});
