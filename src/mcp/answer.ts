import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { ErrorBody, Instructions } from "../api/contract/call.ts";
import { describeError, OverstoryError } from "../errors.ts";

/** What a tool answers: the document, and below it what to do next, if the daemon has said so. */
export function toResult(
  document: Record<string, unknown>,
  instructions: Instructions | undefined,
): CallToolResult {
  const next = instructions?.plain ?? "";
  return { content: [asText(JSON.stringify(document)), ...(next === "" ? [] : [asText(next)])] };
}

/** The same error as on the command line: which rule refused it, and who could or what to do. */
export function toFailure(error: unknown): CallToolResult {
  const { code, message, hint } =
    error instanceof OverstoryError
      ? error
      : { code: "internal" as const, message: describeError(error), hint: null };
  const body: ErrorBody = { error: { code, message, hint: hint ?? null } };
  return { content: [asText(JSON.stringify(body))], isError: true };
}

const asText = (text: string) => ({ type: "text" as const, text });
