import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { Glob } from "bun";

/** Imports point down only. What each layer may import, beside itself: */
const MAY_IMPORT: Record<Layer, readonly (Layer | "types of domain")[]> = {
  leaves: ["domain"],
  domain: [],
  // Adapters: each knows its own outside world, and no sibling.
  store: ["domain", "leaves"],
  tmux: ["domain", "leaves"],
  git: ["domain", "leaves"],
  process: ["domain", "leaves"],
  files: ["domain", "leaves"],
  runtimes: ["domain", "leaves"],
  sinks: ["domain", "leaves"],
  supervisor: ["store", "tmux", "git", "process", "files", "runtimes", "sinks", "domain", "leaves"],
  work: ["wire", "store", "git", "process", "domain", "leaves"],
  team: ["work", "wire", "store", "git", "process", "domain", "leaves"],
  compat: ["store", "git", "process", "domain", "leaves"],
  // What goes over the socket: shared by the daemon and its clients, so it draws in neither.
  wire: ["domain", "leaves"],
  api: ["wire", "store", "domain", "leaves"],
  faces: ["wire", "types of domain", "leaves"],
  roots: [
    "team",
    "work",
    "compat",
    "faces",
    "api",
    "wire",
    "supervisor",
    "store",
    "tmux",
    "git",
    "process",
    "files",
    "runtimes",
    "sinks",
    "domain",
    "leaves",
  ],
};

/** A daemon that does not answer can only be ended as a process, by pid and start time. */
const EXCEPTIONS = new Set([
  "cli/daemon/stop.ts → process/identity.ts",
  "cli/daemon/stop.ts → process/signal.ts",
]);

const ROOTS = [
  "main.ts",
  "daemon.ts",
  "daemon-services.ts",
  "daemon-work.ts",
  "daemon-team.ts",
  "sentry.ts",
  "sessions.ts",
];
const WIRE = [
  "team-services",
  "team-client",
  "work-services",
  "connection",
  "client",
  "work-client",
  "import-client",
  "message-client",
].map((name) => `api/${name}.ts`);
const FACES = ["cli", "tui", "web", "mcp"];
const ALONE = [
  "domain",
  "store",
  "tmux",
  "git",
  "process",
  "files",
  "runtimes",
  "sinks",
  "supervisor",
  "work",
  "team",
  "compat",
  "api",
] as const;

type Layer = (typeof ALONE)[number] | "leaves" | "wire" | "faces" | "roots";

interface Import {
  /** As written. */
  name: string;
  /** Names nothing but types. */
  isType: boolean;
}

/** The layer of a file below src; undefined when the table does not know its folder. */
function layerOf(file: string): Layer | undefined {
  if (ROOTS.includes(file)) return "roots";
  if (WIRE.includes(file) || file.startsWith("api/contract/")) return "wire";
  if (!file.includes("/") || /^(config|plan-file)\//.test(file)) return "leaves";
  const folder = file.slice(0, file.indexOf("/"));
  return FACES.includes(folder) ? "faces" : ALONE.find((one) => one === folder);
}

/** Every import of a text: static, re-exporting, for its effect alone, dynamic. */
function importsOf(text: string): Import[] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, "");
  const named = [...code.matchAll(/\b(?:import|export)\b(\s+type\b)?[\w\s{},*$]*?\bfrom\s*"([^"]+)"/g)];
  const bare = [...code.matchAll(/\bimport\s*\(?\s*"([^"]+)"/g)];
  return [
    ...named.map(([, type, name = ""]) => ({ name, isType: type !== undefined })),
    ...bare.map(([, name = ""]) => ({ name, isType: false })),
  ];
}

/** What breaks the rule, one sentence each: the file, the import, and what is allowed. */
function findBreaches(file: string, text: string): string[] {
  const layer = layerOf(file);
  if (layer === undefined) return [`src/${file} is in no layer: name its folder in this test's table`];
  return importsOf(text).flatMap(({ name, isType }) => {
    const allowed = MAY_IMPORT[layer];
    const rule = `${layer} may import ${allowed.length > 0 ? allowed.join(", ") : "nothing else"}`;
    const breach = [`src/${file} imports "${name}": ${rule}`];
    if (!name.startsWith(".")) return layer === "domain" ? breach : [];
    const target = normalize(join(dirname(file), name));
    if (target === "../package.json" || EXCEPTIONS.has(`${file} → ${target}`)) return [];
    const to = layerOf(target);
    if (to === layer || (to !== undefined && allowed.includes(to))) return [];
    return isType && to === "domain" && allowed.includes("types of domain") ? [] : breach;
  });
}

test("every import of src points down", () => {
  const source = join(import.meta.dir, "../src");
  // The demo's template is a project of its own.
  const files = [...new Glob("**/*.ts").scanSync(source)].filter((file) => !file.includes("/template/"));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => findBreaches(file, readFileSync(join(source, file), "utf8")))).toEqual([]);
});

test("every exception is in use", () => {
  for (const exception of EXCEPTIONS) {
    const [file = "", target = ""] = exception.split(" → ");
    const text = readFileSync(join(import.meta.dir, "../src", file), "utf8");
    expect(importsOf(text).map(({ name }) => normalize(join(dirname(file), name)))).toContain(target);
  }
});

describe("the rule finds", () => {
  test.each([
    [
      "domain/plan.ts",
      'import { readFileSync } from "node:fs";',
      'src/domain/plan.ts imports "node:fs": domain may import nothing else',
    ],
    ["domain/plan.ts", 'import type { Store } from "../store/store.ts";', "domain may import nothing else"],
    ["git/git.ts", 'import { Store } from "../store/store.ts";', "git may import domain, leaves"],
    ["git/git.ts", 'export * from "../tmux/quote.ts";', "git may import domain, leaves"],
    ["store/store.ts", 'import "../supervisor/patrol.ts";', "store may import domain, leaves"],
    ["errors.ts", 'import { Store } from "./store/store.ts";', "leaves may import domain"],
    [
      "supervisor/patrol.ts",
      'import type {\n  RunView,\n} from "../api/contract/run.ts";',
      "supervisor may import",
    ],
    ["api/client.ts", 'import { app } from "./app.ts";', "wire may import domain, leaves"],
    ["api/app.ts", 'import { git } from "../git/git.ts";', "api may import wire, store, domain, leaves"],
    ["cli/run.ts", 'const { Store } = await import("../store/store.ts");', "faces may import"],
    ["cli/run.ts", 'import { canMove } from "../domain/session.ts";', "faces may import"],
    ["tui/screen.ts", 'import { runCli } from "../main.ts";', "faces may import"],
    ["utils/text.ts", "", "src/utils/text.ts is in no layer"],
  ])("in %s: %s", (file, text, breach) => {
    expect(findBreaches(file, text)).toEqual([expect.stringContaining(breach)]);
  });

  test.each([
    [
      "cli/run.ts",
      'import type { Session } from "../domain/session.ts";\nimport { call } from "../api/client.ts";',
    ],
    ["cli/run.ts", 'import { citty } from "citty";\nimport { paths } from "../paths.ts";'],
    ["store/runs.ts", 'import { Database } from "bun:sqlite";\nimport { nextKey } from "./counters.ts";'],
    [
      "daemon.ts",
      'import { git } from "./git/git.ts";\nimport json from "../package.json" with { type: "json" };',
    ],
    [
      "domain/plan.ts",
      '/** Not an import: from "../store/store.ts". */\nimport type { Task } from "./task.ts";',
    ],
  ])("nothing wrong in %s: %s", (file, text) => {
    expect(findBreaches(file, text)).toEqual([]);
  });
});
