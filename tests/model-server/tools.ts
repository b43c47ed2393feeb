import type { ToolCall, ToolUse } from "./reply.ts";
import type { OfferedTool } from "./request.ts";

type Call = Omit<ToolCall, "id">;

/** The call of a tool that the request offers, which does what is wanted. */
export function callOf(use: ToolUse, offered: OfferedTool[]): Call {
  if ("raw" in use) return use.raw;
  if ("bash" in use) return shellCall(use.bash, offered);
  return writeCall(use.write, use.content, offered) ?? shellCall(heredoc(use.write, use.content), offered);
}

/** Shell tools by name, each with the arguments that its CLI wants. */
const SHELLS: Record<string, (command: string) => Omit<Call, "name">> = {
  Bash: (command) => ({ input: { command, description: "Run a command" } }),
  bash: (command) => ({ input: { command, description: "Run a command" } }),
  exec_command: (cmd) => ({ input: { cmd } }),
  shell_command: (command) => ({ input: { command } }),
  shell: (command) => ({ input: { command: ["bash", "-lc", command] } }),
  run_shell_command: (command) => ({ input: { command, description: "Run a command" } }),
  exec: (cmd) => ({ input: {}, text: `text(await tools.exec_command(${JSON.stringify({ cmd })}));` }),
};

function shellCall(command: string, offered: OfferedTool[]): Call {
  const tool = offered.find(({ name }) => name in SHELLS);
  const make = tool && SHELLS[tool.name];
  if (!make) throw new Error(`no shell tool is offered, only: ${offered.map(({ name }) => name).join(", ")}`);
  return { name: tool.name, ...make(command) };
}

function writeCall(path: string, content: string, offered: OfferedTool[]): Call | undefined {
  const tool = offered.find(({ name }) => ["Write", "write", "write_file"].includes(name));
  const pathField = tool?.fields.find((field) => ["file_path", "filePath", "path"].includes(field));
  return tool && pathField ? { name: tool.name, input: { [pathField]: path, content } } : undefined;
}

function heredoc(path: string, content: string): string {
  return `cat > '${path}' <<'END_OF_FILE'\n${content}${content.endsWith("\n") ? "" : "\n"}END_OF_FILE`;
}
