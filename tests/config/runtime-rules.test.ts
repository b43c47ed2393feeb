import { describe, expect, test } from "bun:test";
import { parseConfig } from "../../src/config.ts";

const parse = (input: unknown) => parseConfig(input, "config");

describe("runtimes of the configuration", () => {
  test.each<[Record<string, object>, string]>([
    [
      { mine: { ready: "x" } },
      "runtimes.mine: needs a command, or like: the built-in runtime that it resembles",
    ],
    [
      { claud: {} },
      'runtimes.claud: needs a command, or like: the built-in runtime that it resembles; did you mean "claude"?',
    ],
    [{ claude: { ready: "x" } }, "runtimes.claude.ready: is only for a CLI that overstory does not know"],
    [{ claude: { like: "codex" } }, "runtimes.claude.like: cannot be: claude is a built-in runtime"],
    [
      { two: { like: "codx" } },
      'runtimes.two.like: must name one of claude, codex, opencode, gemini, pi, not "codx"; did you mean "codex"?',
    ],
    [{ two: { like: "shell", command: "x" } }, "runtimes.two.like: cannot be shell"],
    [
      { two: { like: "codex", prompt: "typed" } },
      "runtimes.two.prompt: is only for a CLI that overstory does not know",
    ],
    [
      { mine: { command: "x", model: "m" } },
      "runtimes.mine.model: is only for a CLI that overstory knows; write it into args",
    ],
    [{ mine: { command: "x", prompt: "typed" } }, 'runtimes.mine.prompt: "typed" needs ready'],
    [
      { mine: { command: "x", mode: "headless", prompt: "typed" } },
      'runtimes.mine.prompt: cannot be "typed" for mode "headless"',
    ],
    [
      { mine: { command: "x", resume: ["-r", "{conversation}"] } },
      "runtimes.mine.resume: needs the other of begin and resume",
    ],
    [
      { mine: { command: "x", ready: "x", begin: ["-i"], resume: ["{conversation}"] } },
      "runtimes.mine.begin: must hold {conversation}",
    ],
    [
      { mine: { command: "x", begin: ["{conversation}"], resume: ["{conversation}"] } },
      "runtimes.mine.resume: needs ready",
    ],
    [{ mine: { command: "x", ready: "(" } }, "runtimes.mine.ready: is no regular expression"],
    [
      { shell: { command: "x" } },
      "runtimes.shell.command: is for the CLIs of models; write the command of shell tasks as shell.command",
    ],
    [{ shell: { mode: "headless" } }, "runtimes.shell.mode: is for the CLIs of models"],
  ])("%j is refused with its field and the way out", (runtimes, message) => {
    expect(() => parse({ runtimes })).toThrow(message);
  });

  test("what fits together is taken", () => {
    const { runtimes } = parse({
      runtime: "mine",
      runtimes: {
        claude: { permissions: { builder: "edit" }, model: "opus" },
        work: { like: "claude", env: { CLAUDE_CONFIG_DIR: "/home/me/.claude-work" } },
        mine: {
          command: "mine",
          prompt: "typed",
          ready: "^> ",
          begin: ["{conversation}"],
          resume: ["{conversation}"],
        },
        shell: { pass: ["MY_*"] },
      },
    });
    expect(Object.keys(runtimes)).toEqual(["claude", "work", "mine", "shell"]);
  });

  test("what tasks run by default must be there", () => {
    expect(() => parse({ runtime: "clade" })).toThrow(
      'config: runtime: there is no runtime "clade"; did you mean "claude"?',
    );
  });
});
