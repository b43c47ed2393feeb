import type { Permissions } from "../../domain/agent/permissions.ts";
import { spoolWriter } from "../spool-writer.ts";

/** The answers to its question, as on the screen. */
export const GATE_ANSWERS = { allow: "Allow once", always: "Allow for this session", deny: "Deny" } as const;
export const GATE_TITLE = "Permission for";

/**
 * An extension of Pi as the text of a file. It keeps what Pi tells of itself in the session's spool, and asks a person before
 * tools that the gate does not let through.
 */
export const extensionText = (spool: string, gate: Permissions): string =>
  [
    spoolWriter(spool),
    `const FREE = ${JSON.stringify(FREE[gate])};`,
    `const MAY_ASK = ${JSON.stringify(gate !== "read")};`,
    BODY,
  ].join("\n");

/** Tools that need no question; null for all. */
const FREE: Record<Permissions, string[] | null> = {
  read: ["read", "grep", "find", "ls"],
  ask: ["read", "grep", "find", "ls"],
  edit: ["read", "grep", "find", "ls", "write", "edit"],
  full: null,
};

const BODY = String.raw`
const ANSWERS = ${JSON.stringify(Object.values(GATE_ANSWERS))};

const READ_ONLY = "You may only read here. With bash you can run overstory, one plain command at a time.";
// One command of overstory and nothing else: its token says what it may do there.
const isOwnCommand = ({ toolName, input }) =>
  toolName === "bash" &&
  /^\s*overstory(?=[ \t]|$)(?:'[^']*'|"[^"$\x60\\]*"|[^\s'"\\;&|<>()$\x60]|[ \t])*\s*$/.test(input?.command ?? "");

const textOf = (content) =>
  typeof content === "string"
    ? content
    : (content ?? []).filter((one) => one.type === "text").map((one) => one.text).join("");

export default function (pi) {
  const allowed = new Set();
  let failures = 0;
  let response = null;

  pi.on("session_start", async (event, ctx) => {
    tell("ready", {
      reason: event.reason,
      id: ctx.sessionManager.getSessionId(),
      file: ctx.sessionManager.getSessionFile() ?? null,
    });
  });
  pi.on("message_end", async ({ message }) => {
    if (message.role === "user") tell("prompt", { text: textOf(message.content) });
    if (message.role === "assistant" && message.stopReason !== "error") failures = 0;
  });
  pi.on("tool_execution_start", async ({ toolCallId, toolName, args }) => {
    tell("tool_start", { id: toolCallId, tool: toolName, input: args });
  });
  pi.on("tool_execution_end", async ({ toolCallId, toolName, isError }) => {
    tell("tool_end", { id: toolCallId, tool: toolName, failed: isError === true });
  });
  pi.on("after_provider_response", async ({ status, headers }) => {
    response = { status, retryAfter: headers?.["retry-after"] ?? null };
  });
  pi.on("agent_end", async ({ messages }) => {
    const last = messages.findLast((one) => one.role === "assistant");
    if (last?.stopReason === "error") failures++;
    tell("turn_end", {
      stop: last?.stopReason ?? null,
      said: textOf(last?.content),
      error: last?.errorMessage ?? null,
      failures,
      response: last?.stopReason === "error" ? response : null,
    });
    response = null;
  });
  pi.on("session_before_compact", async () => tell("compact", {}));
  pi.on("session_shutdown", async ({ reason }) => tell("shutdown", { reason: reason ?? null }));

  pi.on("tool_call", async (event, ctx) => {
    if (FREE === null || FREE.includes(event.toolName) || allowed.has(event.toolName)) return;
    if (isOwnCommand(event)) return;
    if (!MAY_ASK) return { block: true, reason: READ_ONLY };
    if (!ctx.hasUI) return { block: true, reason: "This needs a permission, and nobody can be asked." };
    tell("ask", { tool: event.toolName, input: event.input });
    const what = event.input?.command ?? event.input?.path ?? JSON.stringify(event.input);
    const choice = await ctx.ui.select("${GATE_TITLE} " + event.toolName + ": " + String(what).slice(0, 400), ANSWERS);
    tell("answered", { tool: event.toolName, answer: choice ?? null });
    if (choice === ANSWERS[1]) allowed.add(event.toolName);
    if (choice !== ANSWERS[0] && choice !== ANSWERS[1]) return { block: true, reason: "A person said no to this." };
  });
}
`;
