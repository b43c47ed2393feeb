import { expect, test } from "bun:test";
import fc from "fast-check";
import { Connection } from "../../src/tmux/connection.ts";
import {
  commandLine,
  escapeFormat,
  escapeStyle,
  escapeTimeFormat,
  formatWord,
  quoteArgument,
  quoteShell,
} from "../../src/tmux/quote.ts";
import { startServer } from "../../src/tmux/server.ts";
import { logger, signalServer, testPlace } from "./fixture.ts";

const HOSTILE = [
  "",
  " ",
  ";",
  "a;",
  "a ; kill-server",
  "'",
  '"',
  "\\",
  "$HOME",
  "$",
  "~",
  "#{pid}",
  "#(touch x)",
  "%if 1",
  "%H%%",
  "line\nbreak\r\t",
  "{ }",
  "\u001b[0m",
  "naïve 🦉 名前",
  "-t",
  "#",
  "@x",
  "\\101",
];
const text = fc.oneof(
  fc.string({ unit: "binary-ascii" }),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("#", "[", "{", "}", "(", ",", "%", "H", "$", "~", ";", '"', "\\") }),
);
const withoutNul = text.map((value) => value.replaceAll("\0", ""));

async function connected(place: Parameters<typeof startServer>[0]) {
  await startServer(place);
  const ignore = () => undefined;
  return Connection.open({ place, logger, signalServer, onLost: ignore, onNotification: ignore });
}

test("an argument arrives in tmux to the letter, whatever it holds", async () => {
  await using server = testPlace();
  const connection = await connected(server.place);
  // A buffer takes an argument as it is; its length tells that nothing was added or lost.
  const roundTrip = async (value: string) => {
    await connection.run([["set-buffer", "-b", "b", `<${value}>`]]);
    await connection.run([["save-buffer", "-b", "b", `${server.folder}/out`]]);
    return Bun.file(`${server.folder}/out`).text();
  };
  for (const value of HOSTILE) expect(await roundTrip(value)).toBe(`<${value}>`);
  await fc.assert(
    fc.asyncProperty(withoutNul, async (value) => {
      expect(await roundTrip(value)).toBe(`<${Buffer.from(value).toString()}>`);
    }),
    { numRuns: 200 },
  );
  await connection.close();
}, 20_000);

test("escaped text is expanded by tmux to itself", async () => {
  await using server = testPlace();
  const connection = await connected(server.place);
  const expand = async (value: string) =>
    (await connection.run([["display-message", "-p", `<${escapeTimeFormat(value)}>`]])).join("\n");
  await fc.assert(
    fc.asyncProperty(withoutNul, async (value) => {
      // One line of a reply; control characters are shown escaped.
      const line = Buffer.from(value.replace(/\p{C}/gu, "")).toString();
      expect(await expand(line)).toBe(`<${line}>`);
    }),
    { numRuns: 300 },
  );
  for (const value of ["#[fg=red]", "##[x", "#{pid}", "#(touch x)", "###", "#,#}", "%H", "%%"])
    expect(await expand(value)).toBe(`<${value}>`);
  await connection.close();
});

test("a line holds several commands and never a newline", () => {
  expect(
    commandLine([
      ["a", "x\ny"],
      ["b", ";"],
    ]),
  ).toBe('"a" "x\\012y" ; "b" "\\073"');
  expect(() => quoteArgument("a\0b")).toThrow("NUL");
});

test("hashes are doubled except before a style's bracket", () => {
  expect(escapeFormat("a#b ##{c} #[d]")).toBe("a##b ####{c} #[d]");
});

test("text for the status line loses its styles and control characters", () => {
  expect(escapeStyle("#[fg=red]x\u001b]0;y\u0007\nz")).toBe("##[fg=red]x ]0;y z");
});

test("a word of a shell command is kept by the shell to the letter", async () => {
  for (const value of HOSTILE) {
    const shell = Bun.spawn(["sh", "-c", `printf %s ${quoteShell(value)}`]);
    expect(await shell.stdout.text()).toBe(value);
  }
});

test("only ids, nonces and names of ours may stand inside a format", () => {
  expect(formatWord("ov-a_1")).toBe("ov-a_1");
  expect(formatWord("%12")).toBe("%12");
  for (const value of ["", "a,b", "a}b", "#(x)", "a b", "a\n"])
    expect(() => formatWord(value)).toThrow("not an id");
});
