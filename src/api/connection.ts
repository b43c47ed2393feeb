import { type ErrorCode, OverstoryError, systemCode } from "../errors.ts";
import {
  AGENT_HEADER,
  type ErrorBody,
  type Instructions,
  NONCE_HEADER,
  PROCESS_HEADER,
  SESSION_HEADER,
  TERMINAL_HEADER,
} from "./contract/call.ts";

const CALL_DEADLINE_MS = 30_000;

/** Who calls, and for which session. */
export interface Identity {
  /** Of a session that overstory spawned: the call is made as that session. */
  token?: string | undefined;
  /** What overstory marks the processes of its agents with; of a caller without a token. */
  nonce?: string | undefined;
  /** Key, name or id of the session that a person calls for. */
  session?: string | undefined;
  /** `PID:START` of the shell that the call comes from. */
  terminal?: string | undefined;
  /** Wants to be told what to do next. */
  isAgent?: boolean | undefined;
  /** Takes what answers say of that. */
  hear?: ((instructions: Instructions) => void) | undefined;
}

/** Requests to the daemon behind one socket, on somebody's behalf. Throws the daemon's own errors as OverstoryError. */
export class Connection {
  readonly #socket: string;
  readonly #headers: Record<string, string>;
  readonly #hear: (instructions: Instructions) => void;

  constructor(socket: string, { token, nonce, session, terminal, isAgent, hear }: Identity) {
    this.#socket = socket;
    this.#hear = hear ?? (() => {});
    this.#headers = {
      ...(token === undefined
        ? { [PROCESS_HEADER]: String(process.pid) }
        : { authorization: `Bearer ${token}` }),
      ...(token === undefined && nonce !== undefined ? { [NONCE_HEADER]: nonce } : {}),
      ...(session === undefined ? {} : { [SESSION_HEADER]: session }),
      ...(terminal === undefined ? {} : { [TERMINAL_HEADER]: terminal }),
      ...(isAgent ? { [AGENT_HEADER]: "1" } : {}),
    };
  }

  get<T>(path: string): Promise<T> {
    return this.#call(path, {});
  }

  send<T>(method: "POST" | "PATCH", path: string, body: unknown): Promise<T> {
    return this.#call(path, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** The same for what takes as long as it takes. */
  async patient<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    return (await response.json()) as T; // see #call
  }

  /** The bare answer, as it comes; for what goes on without end. */
  async fetch(path: string, { headers, ...init }: RequestInit): Promise<Response> {
    // keepalive would go on talking to a daemon that has been replaced.
    const response = await fetch(`http://overstory${path}`, {
      ...init,
      headers: { ...this.#headers, ...Object.fromEntries(new Headers(headers)) },
      unix: this.#socket,
      keepalive: false,
    }).catch((error) => {
      throw error instanceof DOMException && error.name === "TimeoutError"
        ? tooSlow(path)
        : unavailable(error);
    });
    if (!response.ok) throw toError(response.status, await response.text());
    return response;
  }

  async #call<T>(path: string, init: RequestInit): Promise<T> {
    const response = await this.fetch(path, { ...init, signal: AbortSignal.timeout(CALL_DEADLINE_MS) });
    // The daemon of this very version answers with the contract's shapes; a foreign one is told apart by its version.
    const answer = (await response.json()) as T & { instructions?: Instructions };
    if (answer.instructions) this.#hear(answer.instructions);
    return answer;
  }
}

/** A piece of a path. */
export const part = encodeURIComponent;

/** What is absent or false is left out. */
export function query(values: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== false) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? "" : `?${parameters}`;
}

export function unavailable(error: unknown): OverstoryError {
  return new OverstoryError(
    "daemon_unavailable",
    `the daemon does not answer${systemCode(error) ? ` (${systemCode(error)})` : ""}`,
    {
      hint: "overstory daemon status",
      cause: error,
    },
  );
}

const tooSlow = (path: string) =>
  new OverstoryError("timeout", `the daemon did not answer ${path} within ${CALL_DEADLINE_MS / 1000} s`, {
    hint: "overstory daemon status, and daemon.log beside the database",
  });

function toError(status: number, body: string): OverstoryError {
  try {
    const { error } = JSON.parse(body) as ErrorBody;
    return new OverstoryError(
      error.code satisfies ErrorCode,
      error.message,
      error.hint === null ? {} : { hint: error.hint },
    );
  } catch {
    return new OverstoryError("internal", `the daemon answered ${status}: ${body.slice(0, 200)}`);
  }
}
