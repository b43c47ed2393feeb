/** What can be done with a runtime. The table in the documentation is made of these. */
export interface Abilities {
  /** Can run without a screen, one prompt from start to exit. */
  headless: boolean;
  /** What tells that it takes prompts: that its process runs, a hook, or its screen. */
  readyBy: "process" | "hook" | "screen";
  /** How it gets its first prompt. */
  firstPrompt: "environment" | "argument" | "typed";
  /** What proves that a message was seen whole; null when nothing does. */
  proof: "hook" | "transcript" | null;
  /** It tells of its turns and tools while it works. */
  hooks: boolean;
  /** Its permission dialogs can be answered from outside. */
  answers: boolean;
  /** How it gets what its role tells it: by a means of its own, or before its first prompt. null: not at all. */
  instructions: "flag" | "prompt" | null;
  /** overstory's tools are given to it as those of an MCP server. */
  mcp: boolean;
  /** A conversation can be gone on with; "chosen" when its id is given at the start, "told" when the runtime makes it. */
  resume: "chosen" | "told" | null;
  /** It tells what it used. */
  tokens: boolean;
  cost: boolean;
  /** Its permissions can be set for one start. */
  permissions: boolean;
  /** What its hooks print reaches the model. */
  context: boolean;
  /** An agent that a person started can be taken over. */
  adopt: boolean;
}
