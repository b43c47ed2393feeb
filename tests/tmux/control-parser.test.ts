import { expect, test } from "bun:test";
import fc from "fast-check";
import { ControlParser } from "../../src/tmux/control-parser.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const STREAM = [
  "%begin 100 7 0",
  "%end 100 7 0",
  "%session-changed $0 _ctl",
  "%begin 100 8 1",
  "first 🦉",
  "%end 100 9 1",
  "%begin 100 8 1",
  "%sessions-changed",
  "",
  "%end 100 8 1",
  "%begin 101 10 1",
  "can't find pane: %9",
  "%error 101 10 1",
  "%exit",
  "",
].join("\n");
const EVENTS = [
  { kind: "reply", ours: false, failed: false, lines: [] },
  { kind: "notification", name: "session-changed", text: "$0 _ctl" },
  {
    kind: "reply",
    ours: true,
    failed: false,
    lines: ["first 🦉", "%end 100 9 1", "%begin 100 8 1", "%sessions-changed", ""],
  },
  { kind: "reply", ours: true, failed: true, lines: ["can't find pane: %9"] },
  { kind: "notification", name: "exit", text: "" },
] as const;

test("a reply ends at the guard with its own number, whatever its lines look like", () => {
  expect(new ControlParser().push(bytes(STREAM))).toEqual([...EVENTS] as never);
});

test("the stream may be cut anywhere, inside a character too", () => {
  const all = bytes(STREAM);
  fc.assert(
    fc.property(fc.array(fc.nat(all.length), { maxLength: 20 }), (cuts) => {
      const parser = new ControlParser();
      const edges = [0, ...cuts.sort((a, b) => a - b), all.length];
      const events = edges.flatMap((edge, i) => parser.push(all.subarray(edges[i - 1] ?? 0, edge)));
      expect(events).toEqual([...EVENTS] as never);
    }),
  );
});

test("an unfinished line and an unfinished reply are not told", () => {
  const parser = new ControlParser();
  expect(parser.push(bytes("%exi"))).toEqual([]);
  expect(parser.push(bytes("t\n%begin 1 2 1\nhalf\n"))).toHaveLength(1);
});
