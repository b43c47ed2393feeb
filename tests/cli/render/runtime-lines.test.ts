import { expect, test } from "bun:test";
import type { RuntimeView } from "../../../src/api/contract/runtime.ts";
import { NO_COLOR } from "../../../src/cli/render/palette.ts";
import { runtimeLines } from "../../../src/cli/render/runtime-lines.ts";
import { createRuntimes } from "../../../src/runtimes/registry.ts";

const { all } = createRuntimes({ shell: { command: null }, runtimes: {} });

const view = (name: string, wanted: Partial<RuntimeView> = {}): RuntimeView => {
  const runtime = all.find((one) => one.name === name);
  if (!runtime) throw new Error(name);
  const { abilities } = runtime;
  return {
    name,
    abilities,
    isBuiltIn: true,
    isConfigured: false,
    isInstalled: false,
    tested: null,
    checks: [],
    ...wanted,
  };
};

test("each runtime has its state and what it can do, in 80 columns", () => {
  const check = {
    name: "pi",
    state: "ok",
    message: `0.74.2 (/a/${"long/".repeat(20)}pi)`,
    hint: null,
  } as const;
  const lines = runtimeLines(
    [
      view("claude"),
      view("pi", { isInstalled: true, checks: [check] }),
      view("shell", { isInstalled: null }),
    ],
    { columns: 80, paint: NO_COLOR },
    true,
  );
  expect(Math.max(...lines.map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(80);
  expect(lines[0]).toBe("- claude  not installed");
  expect(lines.join("\n")).toContain("✓ pi      0.74.2");
  expect(lines.join(" ")).toContain("messages proven seen by hook");
  expect(lines.slice(-2).map((line) => line.trim())).toEqual([
    "✓ shell   any command",
    "nothing but its screen is known of it",
  ]);
});

test("in a list each takes a line, as far as there is room", () => {
  const lines = runtimeLines(
    [view("claude"), view("shell", { isInstalled: null })],
    { columns: 80, paint: NO_COLOR },
    false,
  );
  expect(lines).toEqual(["- claude  not installed", "✓ shell   any command"]);
});
