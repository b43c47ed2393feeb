import { expect, test } from "bun:test";
import { readOpencodeScreen } from "../../../src/runtimes/opencode/screen.ts";
import { recordedScreens } from "../recorded.ts";

const screens = recordedScreens("opencode-1.18.33");

function screenOf(name: string) {
  const screen = screens.get(name);
  if (!screen) throw new Error(`no screen ${name}`);
  return screen;
}
const replaced = (name: string, from: RegExp, to: string) => {
  const screen = screenOf(name);
  return { ...screen, rows: screen.rows.map((row) => row.replace(from, to)) };
};

test("the bar that runs while it works is no movement, and what is written is one", () => {
  const { mark } = readOpencodeScreen(screenOf("busy"));
  expect(readOpencodeScreen(replaced("busy", /[⬝■]{8}/u, "■■⬝⬝⬝⬝⬝⬝")).mark).toBe(mark);
  expect(readOpencodeScreen(replaced("busy", /Once upon/u, "Once more upon")).mark).not.toBe(mark);
});

test("a further try is no movement", () => {
  const { mark } = readOpencodeScreen(screenOf("retry-limited"));
  expect(readOpencodeScreen(replaced("retry-limited", /in 5s attempt #2/u, "in 9s attempt #3")).mark).toBe(
    mark,
  );
});

test("what is asked is told without what stands beside it", () => {
  const text = (name: string) => readOpencodeScreen(screenOf(name)).dialog?.text;
  expect(text("permission-command")).toBe(
    '△ Permission required\n# Shell command\n$ echo "ask me" > oc2.txt',
  );
  expect(text("permission-command-80")).toBe(
    "△ Permission required\n# Shell command\n$ ls /tmp; echo a very long command line that will be wrapped by the\nscreen at eighty columns",
  );
  expect(text("question")).toBe("Which colour?");
});

test("the answers to a question have keys, but for one that is typed", () => {
  expect(readOpencodeScreen(screenOf("question")).dialog?.options).toEqual([
    { label: "Red", means: null, keys: ["1"] },
    { label: "Blue", means: null, keys: ["2"] },
  ]);
});

test("a list that lies over the input, with the cursor in it, takes no text", () => {
  const screen = screenOf("idle");
  expect(readOpencodeScreen({ ...screen, cursor: { row: 10, column: 60 } }).screen).toBe("full_screen");
});
