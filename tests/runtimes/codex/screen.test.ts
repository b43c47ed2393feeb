import { expect, test } from "bun:test";
import { readCodexScreen } from "../../../src/runtimes/codex/screen.ts";
import { recordedScreens } from "../recorded.ts";

const screens = recordedScreens("codex-0.169.0");

function screenOf(name: string) {
  const screen = screens.get(name);
  if (!screen) throw new Error(`no screen ${name}`);
  return screen;
}
const replaced = (name: string, from: RegExp, to: string) => {
  const screen = screenOf(name);
  return { ...screen, rows: screen.rows.map((row) => row.replace(from, to)) };
};

test("a clock that runs is no movement, and what is written is one", () => {
  const { mark } = readCodexScreen(screenOf("busy"));
  expect(readCodexScreen(replaced("busy", /\d+s •/u, "59s •")).mark).toBe(mark);
  expect(readCodexScreen(replaced("busy", /^• Working/u, "◦ Working")).mark).toBe(mark);
  expect(readCodexScreen(replaced("streaming", /Once upon/u, "Once upon a")).mark).not.toBe(
    readCodexScreen(screenOf("streaming")).mark,
  );
});

test("a further try is no movement", () => {
  const { mark } = readCodexScreen(screenOf("retry-limited"));
  expect(readCodexScreen(replaced("retry-limited", /2\/5 \(33s/u, "3/5 (41s")).mark).toBe(mark);
});

test("the words of a fault are those of the screen, also where they are broken into rows", () => {
  expect(readCodexScreen(screenOf("fault-auth")).fault?.text).toStartWith(
    "unexpected status 401 Unauthorized: the key is not valid",
  );
  const screen = screenOf("fault-limited");
  const row = screen.rows.findIndex((text) => text.startsWith("■"));
  const broken = ["■ exceeded retry limit, last", "status: 429 Too Many Requests"];
  const rows = screen.rows.toSpliced(row, 2, ...broken);
  expect(readCodexScreen({ ...screen, rows }).fault?.text).toBe(
    "exceeded retry limit, last status: 429 Too Many Requests",
  );
});

test("a fault that a later turn has left behind is none any more", () => {
  const screen = screenOf("fault-auth");
  const row = screen.rows.findIndex((text) => text.startsWith("■"));
  const rows = screen.rows.toSpliced(row + 2, 4, "› again", "", "• It works now.", "");
  expect(readCodexScreen({ ...screen, rows }).fault).toBeNull();
});

test("what is asked is told without the conversation above it", () => {
  expect(readCodexScreen(screenOf("permission-command-80")).dialog).toMatchObject({
    text: [
      "Would you like to run the following command?",
      "Environment: local",
      "Reason: May I fetch a package from the network?",
      "$ npm install left-pad --save-exact",
      "--registry=https://registry.example.invalid",
    ].join("\n"),
    options: [
      { label: "Yes, proceed" },
      {
        label:
          "Yes, and don't ask again for commands that start with `npm install left-pad --save-exact '--registry=https://registry.example.invalid'`",
      },
      { label: "No, and tell Codex what to do differently" },
    ],
  });
});

test("its own greeting in an empty input is no draft, another one may be", () => {
  const other = replaced("ready", /Ask Codex to do anything/u, "Write a poem");
  expect(readCodexScreen(screenOf("ready")).draft).toBe("");
  expect(readCodexScreen(other).draft).toBeNull();
});

test("the list of its agents takes no text", () => {
  const rows = [
    "  Agent command center  Group: Project  g",
    "  › ○ A task      Inactive",
    "",
    "  ? help  enter open  n new",
  ];
  expect(readCodexScreen({ rows, isAlternate: true, cursor: { row: 1, column: 2 } }).screen).toBe(
    "full_screen",
  );
});
