import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AgentName } from "./agent-clis.ts";
import { tempFolder } from "./temp.ts";

export interface AgentHome extends Disposable {
  path: string;
  /** Variables that make the CLI live there and ask the model server only. */
  env: Record<string, string>;
  /** Arguments that the CLI needs besides, before others. */
  args: string[];
  /** As if a person had trusted the repository: the real path of its main working tree. */
  trust(root: string): void;
}

interface Wanted {
  /** Of the model server, without a path. */
  url: string;
  trust?: string[];
}

/** A HOME in which the CLI was used once, by a person who has got through its first questions. */
export function agentHome(name: AgentName, { url, trust = [] }: Wanted): AgentHome {
  const folder = tempFolder();
  const path = join(folder.path, "home");
  const { files, env, args = [], trusting } = SEEDS[name]({ url, path });
  const write = (file: string, content: string | object) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), typeof content === "string" ? content : JSON.stringify(content));
  };
  for (const [file, content] of Object.entries({ ".gitconfig": GITCONFIG, ...files })) write(file, content);
  mkdirSync(join(path, "tmp"));
  const home: AgentHome = {
    path,
    env: { HOME: path, TMPDIR: join(path, "tmp"), XDG_CONFIG_HOME: join(path, ".config"), ...env },
    args,
    trust: (root) => {
      if (trusting) write(trusting.file, trusting.add(readFileSync(join(path, trusting.file), "utf8"), root));
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
  trust.forEach(home.trust);
  return home;
}

const GITCONFIG = "[user]\n\tname = Agent\n\temail = agent@example.invalid\n[init]\n\tdefaultBranch = main\n";

interface Seed {
  files: Record<string, string | object>;
  env: Record<string, string>;
  args?: string[];
  /** Where trust is noted, and how; absent where the CLI asks for none. */
  trusting?: { file: string; add(content: string, root: string): string | object };
}

const SEEDS: Record<AgentName, (place: { url: string; path: string }) => Seed> = {
  claude: ({ url, path }) => ({
    files: {
      ".claude/.claude.json": {
        hasCompletedOnboarding: true,
        hasSeenAutoDefaultNotice: true,
        projects: {},
      },
      ".claude/settings.json": { skipDangerousModePermissionPrompt: true },
    },
    env: {
      CLAUDE_CONFIG_DIR: join(path, ".claude"),
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: "dummy",
      IS_SANDBOX: "1",
      DISABLE_AUTOUPDATER: "1",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    },
    trusting: {
      file: ".claude/.claude.json",
      add: (content, root) => {
        const state = JSON.parse(content);
        state.projects[root] = { hasTrustDialogAccepted: true };
        return state;
      },
    },
  }),

  codex: ({ url, path }) => ({
    files: {
      ".codex/config.toml": [
        'model = "stub-model"',
        'model_provider = "stub"',
        "check_for_update_on_startup = false",
        "[model_providers.stub]",
        'name = "Stub"',
        `base_url = "${url}/v1"`,
        'env_key = "STUB_KEY"',
        'wire_api = "responses"',
        "",
      ].join("\n"),
    },
    env: { CODEX_HOME: join(path, ".codex"), STUB_KEY: "dummy" },
    trusting: {
      file: ".codex/config.toml",
      add: (content, root) => `${content}[projects."${root}"]\ntrust_level = "trusted"\n`,
    },
  }),

  opencode: ({ url, path }) => ({
    files: {
      ".config/opencode/opencode.json": {
        autoupdate: false,
        share: "disabled",
        model: "stub/stub-model",
        small_model: "stub/stub-model",
        provider: {
          stub: {
            npm: "@ai-sdk/openai-compatible",
            options: { baseURL: `${url}/v1`, apiKey: "dummy" },
            models: { "stub-model": { limit: { context: 200_000, output: 8_000 } } },
          },
        },
      },
    },
    env: {
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      XDG_DATA_HOME: join(path, ".local/share"),
      XDG_CACHE_HOME: join(path, ".cache"),
      XDG_STATE_HOME: join(path, ".local/state"),
    },
  }),

  gemini: ({ url, path }) => ({
    files: {
      ".gemini/settings.json": {
        security: { auth: { selectedType: "gemini-api-key" } },
        general: { enableAutoUpdate: false },
      },
      ".gemini/trustedFolders.json": {},
    },
    env: { GEMINI_CLI_HOME: path, GEMINI_API_KEY: "dummy", GOOGLE_GEMINI_BASE_URL: url },
    args: ["-m", "gemini-2.5-pro"],
    trusting: {
      file: ".gemini/trustedFolders.json",
      add: (content, root) => ({ ...JSON.parse(content), [root]: "TRUST_FOLDER" }),
    },
  }),

  pi: ({ url }) => ({
    files: { ".pi/agent/models.json": { providers: { stub: { ...PI_PROVIDER, baseUrl: `${url}/v1` } } } },
    env: { PI_OFFLINE: "1" },
    args: ["--provider", "stub", "--model", "stub-model"],
  }),
};

const PI_PROVIDER = {
  api: "openai-completions",
  apiKey: "dummy",
  models: [
    {
      id: "stub-model",
      name: "Stub",
      reasoning: false,
      input: ["text"],
      contextWindow: 128_000,
      maxTokens: 8_192,
      cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
    },
  ],
};
