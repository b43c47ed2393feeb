import type { BunRequest } from "bun";
import * as v from "valibot";
import { STEPS } from "../../domain/watchdog/policy.ts";
import { precisionOf } from "../../domain/watchdog/precision.ts";
import { missingBelow, replay } from "../../domain/watchdog/replay.ts";
import { parse } from "../../schema.ts";
import { requireSession } from "../../store/sessions.ts";
import { listWatchLog, markWrong } from "../../store/watch-log.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewPrecision, viewReplay, viewWatchLogEntry } from "../views/watchdog-view.ts";
import { readWatchHistory, withEndings } from "../watch-history.ts";

const Time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), "is not a time; write it as 2026-01-31T12:00:00Z"),
  v.transform(Date.parse),
);
const Milliseconds = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,14}$/, "must be a whole number of ms, at least 1"),
  v.transform(Number),
);

const LogQuery = v.strictObject({
  since: v.optional(Time, "1970-01-01"),
  session: v.exactOptional(v.string()),
});
const PrecisionQuery = v.strictObject({ since: v.optional(Time, "1970-01-01") });
const ReplayQuery = v.strictObject({
  since: v.optional(Time, "1970-01-01"),
  staleMs: v.exactOptional(Milliseconds),
  intervalMs: v.exactOptional(Milliseconds),
  top: v.exactOptional(v.picklist(STEPS)),
});
const WrongRequest = v.strictObject({ wrong: v.boolean() });
const StepId = v.pipe(v.string(), v.regex(/^\d{1,15}$/, "must be the number of a step"), v.transform(Number));

type Parts = Pick<Services, "store" | "settings" | "clock">;

export const watchdogRoutes = (services: Parts) => ({
  "/watchdog/log": {
    GET: (request: Request) => {
      const { db } = services.store;
      const { since, session } = parse(LogQuery, parameters(request), "log");
      const of = session === undefined ? {} : { sessionId: requireSession(db, session).id };
      const entries = listWatchLog(db, { since, ...of });
      const shown = entries.filter(({ kind }) => kind === "step" || kind === "verdict");
      return Response.json({ log: shown.map(viewWatchLogEntry) });
    },
  },
  "/watchdog/log/:id/wrong": {
    POST: async (request: BunRequest<"/watchdog/log/:id/wrong">) => {
      const id = parse(StepId, request.params.id, "step");
      const { wrong } = parse(WrongRequest, await readJson(request), "wrong");
      const step = await services.store.write((tx) => markWrong(tx, id, wrong));
      return Response.json({ step: viewWatchLogEntry(step) });
    },
  },
  "/watchdog/replay": {
    GET: (request: Request) => {
      const { since, ...change } = parse(ReplayQuery, parameters(request), "replay");
      const history = readWatchHistory(services, since);
      const silences = replay(history, change);
      return Response.json({
        replay: viewReplay(history, change, silences, missingBelow(history.entries, change.staleMs)),
      });
    },
  },
  "/watchdog/precision": {
    GET: (request: Request) => {
      const { db } = services.store;
      const { since } = parse(PrecisionQuery, parameters(request), "precision");
      const entries = withEndings(db, listWatchLog(db, { since }));
      return Response.json({ precision: viewPrecision(since, precisionOf(entries)) });
    },
  },
});

const parameters = (request: Request) => Object.fromEntries(new URL(request.url).searchParams);
