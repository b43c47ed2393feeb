import { spoolWriter } from "../spool-writer.ts";

/**
 * A plugin of OpenCode as the text of a file: keeps what OpenCode tells of itself in the session's spool, in the form of
 * hook-line.ts. It changes nothing and answers nothing.
 *
 * @param announces it is ready once it is loaded, as no prompt will come by itself
 */
export const pluginText = (spool: string, announces: boolean): string =>
  `${spoolWriter(spool)}const ANNOUNCES = ${announces};\n${BODY}`;

const BODY = String.raw`
/** Sessions of helpers, which are no sessions of their own for whoever watches. */
const helpers = new Set();
/** Calls that have begun: the tool by the call's id. */
const calls = new Map();
let session = null;
let isBusy = false;
let said = null;
let failure = null;

function meet(id) {
  if (id === session) return;
  session = id;
  tell("ready", { session: id });
}

function end() {
  tell("idle", { said, error: failure });
  isBusy = false;
  said = null;
  failure = null;
}

function takePart(part) {
  const isHelper = helpers.has(part.sessionID);
  if (part.type === "text" && part.time?.end && !isHelper) said = part.text;
  if (part.type === "compaction") tell("progress", { note: "it makes its context smaller" });
  if (part.type !== "tool") return;
  const { callID: id, tool, state } = part;
  if (state.status === "running" && !calls.has(id)) {
    calls.set(id, tool);
    if (isHelper) tell("progress", { note: "a helper uses " + tool });
    else tell("tool_start", { id, tool, input: state.input });
  }
  if (state.status !== "completed" && state.status !== "error") return;
  calls.delete(id);
  const { start, end } = state.time ?? {};
  const failed = state.status === "error" || (state.metadata?.exit ?? 0) !== 0;
  if (!isHelper) tell("tool_end", { id, tool, input: state.input, failed, tookMs: end - start });
}

function takeError(error) {
  const { statusCode, message, responseHeaders } = error?.data ?? {};
  failure = {
    name: error?.name ?? "unknown",
    message: message ?? null,
    status: statusCode ?? null,
    retryAfter: responseHeaders?.["retry-after"] ?? null,
  };
  if (!isBusy) end();
}

function takeAnswer({ id, role, time, modelID, providerID, tokens, cost }) {
  // An answer that failed cost nothing.
  if (role === "assistant" && time?.completed && (tokens?.input || tokens?.output))
    tell("usage", { id, model: providerID + "/" + modelID, tokens, cost: cost ?? 0 });
}

const EVENTS = {
  "session.created": ({ info }) => {
    if (info.parentID) helpers.add(info.id);
  },
  "message.part.updated": ({ part }) => takePart(part),
  "message.updated": ({ info }) => takeAnswer(info),
  "permission.asked": ({ permission, metadata, patterns, tool }) =>
    tell("permission", { permission, metadata, patterns, tool: calls.get(tool?.callID) ?? permission }),
  "question.asked": ({ questions }) => tell("question", { questions }),
  "permission.replied": ({ reply }) => tell("progress", { note: "a person answered: " + reply }),
  "question.replied": () => tell("progress", { note: "a person answered" }),
  "question.rejected": () => tell("progress", { note: "a person did not answer" }),
  "session.compacted": () => tell("progress", { note: "it has made its context smaller" }),
  "session.status": ({ sessionID, status }) => {
    if (helpers.has(sessionID)) return;
    if (status.type === "busy") isBusy = true;
    if (status.type === "retry") tell("retry", { message: status.message, next: status.next ?? null });
  },
  "session.error": ({ sessionID, error }) => {
    if (!helpers.has(sessionID)) takeError(error);
  },
  "session.idle": ({ sessionID }) => {
    if (isBusy && !helpers.has(sessionID)) end();
  },
};

export const Overstory = async () => {
  if (ANNOUNCES) tell("ready", { session: null });
  return {
    event: async ({ event }) => {
      try {
        EVENTS[event.type]?.(event.properties);
      } catch {
        // A version that says it in another way.
      }
    },
    "chat.message": async ({ sessionID }, { parts }) => {
      if (helpers.has(sessionID)) return;
      meet(sessionID);
      isBusy = true;
      const text = (parts ?? []).filter((part) => part.type === "text" && !part.synthetic).map((part) => part.text);
      tell("prompt", { text: text.join("\n") });
    },
  };
};
`;
