import { expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { claudeRuntime } from "../../../src/runtimes/claude/claude.ts";
import type { Runtime } from "../../../src/runtimes/runtime.ts";
import { ModelServer } from "../../model-server/model-server.ts";
import { rules, steps } from "../../model-server/script.ts";
import { describeAgent } from "../../support/agent-clis.ts";
import { type AgentHome, agentHome } from "../../support/agent-home.ts";
import { until } from "../../support/wait.ts";
import { AgentPane } from "../agent-pane.ts";
import { CONVERSATION, runtimeEntry } from "../agent-start.ts";

const PROMPT = `-a first "prompt"\n\nwith it's $(odd) \`marks\`, and !more`;

/** Started by the adapter, with the login of that home. */
const runtimeIn = ({ env: { HOME: _home, TMPDIR: _temp, ...env } }: AgentHome): Runtime =>
  claudeRuntime("claude", runtimeEntry({ env }));

/** Presses what is to be pressed, once it has stood there for a moment: a dialog takes no keys when it has just come. */
async function answer(pane: AgentPane, runtime: Runtime, keys: readonly string[]): Promise<void> {
  const shown = runtime.readScreen(pane.screen()).mark;
  let pressAt = performance.now() + 1500;
  await until(
    "the dialog is answered",
    () => {
      if (runtime.readScreen(pane.screen()).mark !== shown) return true;
      if (performance.now() < pressAt) return false;
      pressAt = performance.now() + 8000;
      pane.press(...keys);
      return false;
    },
    20_000,
  );
}

describeAgent("claude", "as its adapter starts and reads it", () => {
  test("it takes its prompt, asks before it writes, can be interrupted, ends when told, and goes on where it was", async () => {
    await using server = new ModelServer(
      rules([
        {
          when: "odd",
          reply: steps({ tools: [{ bash: "echo $((6 * 7)) > made.txt" }] }, { text: "It is made." }),
        },
        { when: "long", reply: { hang: "headers" } },
        { reply: { text: "I remember." } },
      ]),
    );
    using home = agentHome("claude", { url: server.url });
    const settings = readFileSync(join(home.path, ".claude/settings.json"));
    const runtime = runtimeIn(home);
    await using pane = new AgentPane(runtime, home);

    pane.start({ prompt: PROMPT, permissions: "ask" });
    const { conversation } = await pane.signal("ready");
    expect(conversation?.id).toBe(CONVERSATION);
    expect((await pane.signal("prompt")).text).toBe(PROMPT);
    expect((await pane.signal("asks")).ask).toEqual({
      what: "permission",
      tool: "Bash",
      text: "Bash: echo $((6 * 7)) > made.txt",
    });
    const { dialog } = await pane.reads("a dialog", ({ screen }) => screen === "dialog");
    expect(dialog?.what).toBe("permission");
    expect(dialog?.text).toContain("echo $((6 * 7)) > made.txt");
    expect(existsSync(join(pane.repository.path, "made.txt"))).toBeFalse();
    await answer(pane, runtime, dialog?.options.find(({ means }) => means === "allow")?.keys ?? []);
    expect(await pane.signal("turn_ended")).toMatchObject({ said: "It is made.", background: 0 });
    expect(readFileSync(join(pane.repository.path, "made.txt"), "utf8")).toBe("42\n");
    expect(pane.signals().map(({ kind }) => kind)).toEqual([
      ...(["ready", "prompt", "tool_started", "asks", "tool_ended", "turn_ended"] as const),
    ]);

    const idle = await pane.reads("that it is ready", ({ screen }) => screen === "ready");
    expect(idle.draft).toBe("");
    pane.paste("a long one");
    await pane.reads("the draft", ({ draft }) => draft === "a long one");
    pane.press("Enter");
    await pane.signal("prompt", 2);
    const { pid } = pane;
    const file = runtime.statusFile?.path({ pid, environment: home.env }) ?? "";
    const status = () => runtime.statusFile?.read(readFileSync(file, "utf8"));
    await until("it says that it works", () => status() === "working");
    await pane.reads("that it is busy", ({ screen }) => screen === "busy");
    expect(await runtime.adoption?.byProcess(pid, home.env)).toEqual({
      conversation: CONVERSATION,
      folder: pane.repository.path,
      pid,
      isBusy: true,
      isEmpty: false,
    });
    pane.press("Escape");
    await until("it says that it is idle", () => status() === "idle");
    await pane.reads("that it is ready", ({ screen }) => screen === "ready");
    pane.press("C-u");
    await pane.reads("an empty input", ({ draft }) => draft === "");
    pane.paste("/exit");
    await pane.reads("the command", ({ draft }) => draft === "/exit");
    pane.press("Enter");
    expect(await pane.exitCode()).toBe(0);
    expect(pane.signals().at(-1)?.kind).toBe("ending");
    expect(await runtime.adoption?.byConversation(CONVERSATION, home.env)).toEqual({
      conversation: CONVERSATION,
      folder: pane.repository.path,
      pid: null,
      isBusy: false,
    });

    const transcript = readFileSync(conversation?.transcript ?? "", "utf8").split("\n");
    const { entries, usage } = runtime.transcripts?.read(transcript) ?? { entries: [], usage: [] };
    expect(entries.map(({ who, text }) => `${who}: ${text}`)).toEqual(
      expect.arrayContaining([
        `user: ${PROMPT}`,
        "agent: Bash: echo $((6 * 7)) > made.txt",
        "agent: It is made.",
      ]),
    );
    const answers = new Map(usage.map((sample) => [sample.id, sample]));
    const tokens = [...answers.values()].reduce((sum, { inputTokens }) => sum + inputTokens, 0);
    expect(tokens).toBe(200);

    pane.start({ prompt: "Go on.", permissions: "full", conversation: { id: CONVERSATION, resume: true } });
    expect((await pane.signal("ready", 2)).conversation?.id).toBe(CONVERSATION);
    await pane.signal("turn_ended", 2);
    const texts = server.work.at(-1)?.messages.map(({ text }) => text) ?? [];
    expect(texts.join("\n")).toContain("It is made.");
    expect(texts.join("\n")).toContain("Go on.");
    expect(readFileSync(join(home.path, ".claude/settings.json"))).toEqual(settings);
  }, 90_000);

  test("it does everything unasked where it may, though the person was never asked for that, and a question waits", async () => {
    const question = { question: "Which?", header: "Colour", multiSelect: false, options: [RED, BLUE] };
    await using server = new ModelServer(
      steps(
        { tools: [{ bash: "echo x > made.txt" }] },
        { tools: [{ raw: { name: "EnterPlanMode", input: {} } }] },
        { tools: [{ raw: { name: "AskUserQuestion", input: { questions: [question] } } }] },
        { text: "Blue." },
      ),
    );
    using home = agentHome("claude", { url: server.url });
    rmSync(join(home.path, ".claude/settings.json"));
    const runtime = runtimeIn(home);
    await using pane = new AgentPane(runtime, home);

    pane.start({ prompt: "/etc is not a command", permissions: "full" });
    expect((await pane.signal("prompt")).text).toContain("/etc is not a command");
    expect((await pane.signal("asks")).ask).toEqual({
      what: "question",
      tool: null,
      text: "Which?\n  1. Red\n  2. Blue",
    });
    const { dialog } = await pane.reads("a dialog", ({ screen }) => screen === "dialog");
    expect(dialog).toMatchObject({ what: "question", text: "☐ Colour\nWhich?" });
    expect(dialog?.options[1]).toEqual({ label: "Blue", means: null, keys: ["2"] });
    await answer(pane, runtime, ["2"]);
    expect((await pane.signal("turn_ended")).said).toBe("Blue.");
    expect(existsSync(join(home.path, ".claude/settings.json"))).toBeFalse();
  }, 60_000);

  test("without a screen it carries out one prompt, tells the same by its hooks, and ends", async () => {
    await using server = new ModelServer(
      steps({ tools: [{ bash: "echo x > made.txt" }] }, { text: "Done." }),
    );
    using home = agentHome("claude", { url: server.url });
    await using pane = new AgentPane(runtimeIn(home), home);

    pane.start({ prompt: PROMPT, mode: "headless", permissions: "full" });
    expect(await pane.exitCode()).toBe(0);
    expect(pane.signals().map(({ kind }) => kind)).toEqual([
      ...(["ready", "prompt", "tool_started", "tool_ended", "turn_ended", "ending"] as const),
    ]);
    expect(existsSync(join(pane.repository.path, "made.txt"))).toBeTrue();
  }, 60_000);

  test("one that may only look changes nothing, and asks nobody", async () => {
    await using server = new ModelServer(
      steps(
        { tools: [{ write: "made.txt", content: "x\n" }, { bash: "echo x > made.txt" }] },
        { text: "I may not." },
      ),
    );
    using home = agentHome("claude", { url: server.url });
    await using pane = new AgentPane(runtimeIn(home), home);

    pane.start({ prompt: "Write it.", permissions: "read" });
    expect((await pane.signal("turn_ended")).said).toBe("I may not.");
    expect(pane.signals().map(({ kind }) => kind)).not.toContain("asks");
    expect(existsSync(join(pane.repository.path, "made.txt"))).toBeFalse();
  }, 60_000);
});

const RED = { label: "Red", description: "warm" };
const BLUE = { label: "Blue", description: "cold" };
