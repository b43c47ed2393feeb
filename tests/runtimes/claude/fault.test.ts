import { expect, test } from "bun:test";
import { claudeFault } from "../../../src/runtimes/claude/fault.ts";

const causeOf = (error: string | null, text: string, details?: string) =>
  claudeFault({ error, text, ...(details !== undefined && { details }) }, null).cause;

test("what it says of itself is told apart by its name for it, and then by its words", () => {
  expect(causeOf("rate_limit", "API Error: Request rejected (429) · too many")).toBe("limited");
  expect(causeOf("billing_error", "Credit balance is too low")).toBe("limited");
  expect(causeOf("authentication_failed", "Not logged in · Please run /login")).toBe("auth");
  expect(causeOf("server_error", "API Error: 529 Overloaded. This is a server-side issue")).toBe(
    "overloaded",
  );
  expect(causeOf("server_error", "API Error: 500 Internal server error.")).toBe("overloaded");
  expect(causeOf("server_error", "API Error: Connection dropped (ECONNRESET). Check the gateway")).toBe(
    "network",
  );
  expect(causeOf("invalid_request", "Prompt is too long", "400 prompt is too long: 2 tokens > 1")).toBe(
    "context",
  );
  expect(causeOf("invalid_request", "Opus 5.5's safeguards stopped the response above")).toBe("refused");
  expect(causeOf("max_output_tokens", "")).toBe("other");
  for (const error of ["something new", "constructor", null])
    expect(causeOf(error, "Whatever it is")).toBe("other");
});

test("what its screen shows while it tries again is told by words alone", () => {
  expect(causeOf(null, "401 invalid x-api-key")).toBe("auth");
  expect(causeOf(null, "5-hour limit reached")).toBe("limited");
  expect(causeOf(null, "529 Overloaded")).toBe("overloaded");
  expect(causeOf(null, "Connection dropped (ECONNRESET)")).toBe("network");
  expect(causeOf(null, "Waiting for API response")).toBe("network");
});

test("its words are one line, and only a limit ends by itself", () => {
  const at = Date.UTC(2026, 0, 1, 10);
  const fault = claudeFault({ error: "overloaded", text: "Overloaded\nresets 3pm (UTC)" }, at);
  expect(fault).toEqual({
    cause: "overloaded",
    text: "Overloaded resets 3pm (UTC)",
    until: null,
    isRetrying: false,
  });
  expect(claudeFault({ error: "max_output_tokens", text: "" }, at).text).toBe("max_output_tokens");
});
