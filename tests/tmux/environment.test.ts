import { expect, test } from "bun:test";
import { scrubEnvironment } from "../../src/tmux/environment.ts";

test("only what a program needs to run at all is handed on", () => {
  const given = { PATH: "/bin", HOME: "/h", LC_ALL: "C", LANG: undefined, PATHX: "1", TOKEN: "s", TMUX: "t" };
  expect(scrubEnvironment(given)).toEqual({ PATH: "/bin", HOME: "/h", LC_ALL: "C" });
});
