import { type ErrorCode, OverstoryError, usageError } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { ErrorBody } from "./contract/call.ts";

const STATUS: Record<ErrorCode, number> = {
  usage: 400,
  not_a_project: 400,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  daemon_unavailable: 503,
  database: 500,
  tmux: 502,
  git: 502,
  timeout: 504,
  internal: 500,
};

/** Turns what a route threw into the error envelope. What is not an OverstoryError is a defect: logged, not shown. */
export function respondWithError(error: unknown, log: Logger): Response {
  const body = errorBody(error, log);
  return Response.json(body, { status: STATUS[body.error.code] });
}

/** The envelope alone. */
export function errorBody(error: unknown, log: Logger): ErrorBody {
  if (error instanceof OverstoryError)
    return { error: { code: error.code, message: error.message, hint: error.hint ?? null } };
  log.error("a request failed", error);
  const hint = "daemon.log beside the database says more";
  return { error: { code: "internal", message: "the daemon failed at this request", hint } };
}

/** The body of a request as JSON; none says nothing, as `{}` does. Throws `usage`. */
export async function readJson(request: Request): Promise<unknown> {
  const body = await request.text();
  try {
    return body === "" ? {} : JSON.parse(body);
  } catch (error) {
    throw usageError(`the request's body is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
}

/** A query parameter that says yes or no; absent is no. */
export const flag = (url: URL, name: string): boolean => url.searchParams.get(name) === "true";

/** A query parameter that is a whole number ≥ 0. Throws `usage` naming it. */
export function wholeNumber(url: URL, name: string, absent: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return absent;
  if (!/^\d{1,15}$/.test(text)) throw usageError(`${name}: ${JSON.stringify(text)} is not a whole number`);
  return Number(text);
}

/** The query of a request as plain data; of a parameter that is given twice the last. */
export const readQuery = (request: Request): Record<string, string> =>
  Object.fromEntries(new URL(request.url).searchParams);
