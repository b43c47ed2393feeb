import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { geminiRuntime } from "../../../src/runtimes/gemini/gemini.ts";
import { tempFolder } from "../../support/temp.ts";
import { agentStart, runtimeEntry } from "../agent-start.ts";
import { conforms, type ScreenLabel } from "../conformance.ts";
import { recordedLines } from "../recorded.ts";

const READY: ScreenLabel = { screen: "ready", draft: "", dialog: null };
const BUSY: ScreenLabel = { screen: "busy", draft: "", dialog: null, fault: null };
const permission = (no: string): ScreenLabel => ({
  screen: "dialog",
  dialog: { what: "permission", keys: { allow: ["1"], always: ["2"], deny: [no] } },
});

conforms({
  name: "gemini",
  make: geminiRuntime,
  recorded: {
    "gemini-0.61.0": {
      screens: {
        ready: { ...READY, fault: null },
        draft: { ...READY, draft: "a draft of\ntwo lines" },
        interrupted: { ...READY, fault: null },
        "denied-80": { ...READY, fault: null },
        "busy-tool": BUSY,
        "busy-stream": BUSY,
        queued: BUSY,
        login: { screen: "dialog", dialog: { what: "login" } },
        "permission-80": permission("3"),
        "permission-write-80": permission("4"),
        "failed-401": { ...READY, fault: "auth" },
      },
    },
  },
});

const runtime = geminiRuntime("gemini", runtimeEntry());

describe("gemini", () => {
  test("starts in a folder of its own that holds what is in the person's, and our hooks besides", async () => {
    using folder = tempFolder();
    const [person, own] = ["person", "session"].map((name) => join(folder.path, name));
    if (!person || !own) throw new Error("no folders");
    mkdirSync(join(person, ".gemini/extensions/theirs"), { recursive: true });
    mkdirSync(own);
    writeFileSync(join(person, ".gemini/settings.json"), '{"theirs":true}');
    writeFileSync(join(person, ".gemini/extensions/theirs/gemini-extension.json"), "{}");
    const launch = geminiRuntime("gemini", runtimeEntry({ command: "env" })).launch(
      agentStart({ folder: own, prompt: "", environment: { HOME: person } }),
    );
    for (const [name, text] of Object.entries(launch.files ?? {})) writeFileSync(join(own, name), text);

    const script = [
      "sh",
      join(own, "gemini-start.sh"),
      "sh",
      "-c",
      'cat "$GEMINI_CLI_HOME"/.gemini/settings.json',
    ];
    for (let time = 0; time < 2; time++) {
      const run = Bun.spawnSync(script, { env: { PATH: process.env.PATH ?? "", HOME: person } });
      expect({ out: run.stdout.toString(), err: run.stderr.toString() }).toEqual({
        out: '{"theirs":true}',
        err: "",
      });
    }
    const extensions = join(own, "gemini-home/.gemini/extensions");
    expect(readFileSync(join(extensions, "theirs/gemini-extension.json"), "utf8")).toBe("{}");
    const { hooks } = JSON.parse(readFileSync(join(extensions, "overstory/hooks/hooks.json"), "utf8"));
    expect(Object.keys(hooks)).toContain("AfterAgent");
    expect(readFileSync(join(person, ".gemini/settings.json"), "utf8")).toBe('{"theirs":true}');
  });

  test("its transcript is told where the person has it", async () => {
    using folder = tempFolder();
    const { files } = runtime.launch(
      agentStart({
        folder: "/state/a#b",
        environment: { HOME: "/home/p&q" },
        hook: () => `cat > ${folder.path}/got`,
      }),
    );
    const { hooks } = JSON.parse(files?.["gemini-hooks.json"] ?? "");
    const stdin = Buffer.from('{"transcript_path":"/state/a#b/gemini-home/.gemini/tmp/x.jsonl"}');
    Bun.spawnSync(["sh", "-c", hooks.SessionStart[0].hooks[0].command], { stdin });
    expect(readFileSync(join(folder.path, "got"), "utf8")).toBe(
      '{"transcript_path":"/home/p&q/.gemini/tmp/x.jsonl"}',
    );
  });

  test("a conversation that is gone on with keeps its transcript", () => {
    const payload = { session_id: "a", transcript_path: "/new", source: "resume" };
    expect(runtime.readHook?.("SessionStart", payload, 0)).toEqual([
      { kind: "ready", conversation: { id: "a", transcript: null } },
    ]);
  });

  test("a turn without an answer has failed", () => {
    expect(runtime.readHook?.("AfterAgent", { prompt_response: "[no response text]" }, 0)).toMatchObject([
      { kind: "turn_failed", fault: { isRetrying: false } },
    ]);
  });

  test("a call has one name when it begins and when it ends", () => {
    const call = { tool_name: "run_shell_command", tool_input: { command: "npm test" } };
    const [began] = runtime.readHook?.("BeforeTool", call, 0) ?? [];
    const [ended] = runtime.readHook?.("AfterTool", { ...call, tool_response: { error: "x" } }, 0) ?? [];
    expect(began).toMatchObject({ kind: "tool_started", summary: "run_shell_command: npm test" });
    expect(ended).toMatchObject({ kind: "tool_ended", failed: true });
    expect(began && "id" in began && ended && "id" in ended && began.id === ended.id).toBeTrue();
  });

  test("one that may only read gets rules that deny what changes something", () => {
    const { argv, files } = runtime.launch(agentStart({ permissions: "read" }));
    expect(argv).toContain("--policy");
    expect(files?.["gemini-policy.toml"]).toContain('toolName = "run_shell_command"\ndecision = "deny"');
  });

  test("its transcript tells what was said and used", () => {
    const lines = recordedLines("gemini-0.61.0", "transcript.jsonl");
    const { entries, usage } = runtime.transcripts?.read(lines) ?? {};
    expect(entries?.slice(0, 5).map(({ who, text }) => [who, text])).toEqual([
      ["user", "do it"],
      ["agent", "I do"],
      ["tool", "run_shell_command: echo hi > hi.txt"],
      ["agent", "done"],
      ["user", "now fail"],
    ]);
    expect(entries?.[5]).toMatchObject({ who: "system" });
    expect(new Set(usage?.map(({ id }) => id)).size).toBe(2);
    expect(usage?.[0]).toMatchObject({ model: "gemini-2.5-pro", inputTokens: 100, outputTokens: 10 });
  });
});
