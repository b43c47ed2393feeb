import { describe, expect, test } from "bun:test";
import type { RuntimeSettings } from "../../../src/config/runtimes.ts";
import type { PaneScreen } from "../../../src/domain/pane-screen.ts";
import { ownRuntime } from "../../../src/runtimes/own/own.ts";
import { agentStart, runtimeEntry } from "../agent-start.ts";

const own = (wanted: Partial<RuntimeSettings>) =>
  ownRuntime("mine", runtimeEntry({ command: "mine", ...wanted }));

const screenOf = (...rows: string[]): PaneScreen => ({
  rows,
  isAlternate: false,
  cursor: { row: rows.length - 1, column: 40 },
});

describe("a CLI of one's own", () => {
  test("gets its prompt as its last argument, after those of the configuration", () => {
    expect(own({ args: ["-p"] }).launch(agentStart()).argv).toEqual(["mine", "-p", "Write the file."]);
  });

  test("gets it in its environment, or typed later, where that is said", () => {
    const inEnvironment = own({ prompt: "environment" }).launch(agentStart());
    expect(inEnvironment).toMatchObject({ argv: ["mine"], env: { OVERSTORY_PROMPT: "Write the file." } });
    const typed = own({ prompt: "typed", ready: "^> " });
    expect(typed.launch(agentStart())).toEqual({ argv: ["mine"], env: {} });
    expect(typed.abilities.firstPrompt).toBe("typed");
  });

  test("a prompt that begins with a dash is no option, and a long one is a file", () => {
    expect(
      own({})
        .launch(agentStart({ prompt: "-rf" }))
        .argv.at(-1),
    ).toBe("\n-rf");
    const { argv, files } = own({}).launch(agentStart({ prompt: "x".repeat(100_000) }));
    expect(argv.at(-1)).toContain("prompt.md");
    expect(files?.["prompt.md"]).toHaveLength(100_000);
  });

  test("its conversation is begun and gone on with by the arguments that are given", () => {
    const runtime = own({ begin: ["--id", "{conversation}"], resume: ["--resume={conversation}"] });
    expect(runtime.abilities.resume).toBe("chosen");
    const start = (resume: boolean) => agentStart({ conversation: { id: "abc", resume } });
    expect(runtime.launch(start(false)).argv.slice(1, 3)).toEqual(["--id", "abc"]);
    expect(runtime.launch(start(true)).argv[1]).toBe("--resume=abc");
  });

  test("its screen is read by the patterns, what asks before what works before what is ready", () => {
    const { readScreen, abilities, isAnimated } = own({
      ready: "^> ",
      busy: "working",
      dialog: "Allow\\?",
      limit: "limit reached",
    });
    expect([abilities.readyBy, isAnimated]).toEqual(["screen", true]);
    expect(readScreen(screenOf(">")).screen).toBe("ready");
    expect(readScreen(screenOf("> "))).toMatchObject({ screen: "ready", draft: null });
    expect(readScreen(screenOf("working", "> ")).screen).toBe("busy");
    expect(readScreen(screenOf("Allow?", "working", "> "))).toMatchObject({
      screen: "dialog",
      dialog: { text: "Allow?", options: [] },
    });
    expect(readScreen(screenOf("limit reached", "> "))).toMatchObject({
      screen: "limit",
      fault: { cause: "limited", text: "limit reached", until: null },
    });
  });

  test("one whose readiness is described takes no text while its screen shows none of that", () => {
    expect(own({ ready: "^> " }).readScreen(screenOf("loading")).screen).toBe("full_screen");
    expect(own({}).readScreen(screenOf("loading")).screen).toBe("plain");
  });

  test("a spinner and a clock are no movement of its screen", () => {
    const { readScreen } = own({ busy: "working" });
    const marks = ["⠋ working 3s", "⠙ working 1m 4s", "⠙ working on"].map(
      (row) => readScreen(screenOf(row)).mark,
    );
    expect(marks[0]).toBe(marks[1] ?? null);
    expect(marks[2]).not.toBe(marks[0] ?? null);
  });

  test("is said not to be installed when its program is not found", async () => {
    const check = await own({ command: "no-such-program" }).installation?.check("/", { PATH: "/usr/bin" });
    expect(check).toMatchObject([
      { state: "failed", message: "no-such-program is not in the daemon's PATH" },
    ]);
  });
});
