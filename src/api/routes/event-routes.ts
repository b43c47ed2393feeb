import type { Server } from "bun";
import type { OverstoryEvent } from "../../domain/event.ts";
import { usageError } from "../../errors.ts";
import { type EventFilter, listEvents } from "../../store/events.ts";
import { requireRun } from "../../store/runs.ts";
import { requireSession } from "../../store/sessions.ts";
import { readCall } from "../callers.ts";
import { createFeed } from "../feed.ts";
import { flag, wholeNumber } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewEventFor } from "../views/event-view.ts";

const MAX_PAGE = 10_000;

/** @param openFeeds holds the way to close each open feed, for the daemon's stop */
export function eventRoutes(services: Services, openFeeds: Set<() => void>) {
  const { store } = services;
  return {
    "/events": {
      GET: (request: Request, server: Server<unknown>) => {
        const url = new URL(request.url);
        const { caller, own } = readCall(services, request);
        const view = (event: OverstoryEvent) => viewEventFor(caller.kind === "session" ? own : null, event);
        const filter = readFilter(services, url, request.headers.get("last-event-id"));
        if (!flag(url, "follow")) {
          const limit = Math.min(MAX_PAGE, wholeNumber(url, "limit", 1000));
          return Response.json({ events: listEvents(store.db, { ...filter, limit }).map(view) });
        }
        server.timeout(request, 0);
        const feed = createFeed(store, filter, view, (close) => {
          openFeeds.add(close);
          request.signal.addEventListener("abort", () => {
            close();
            openFeeds.delete(close);
          });
        });
        return new Response(feed, {
          headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
        });
      },
    },
  };
}

function readFilter({ store }: Services, url: URL, lastEventId: string | null): Omit<EventFilter, "limit"> {
  if (lastEventId !== null) url.searchParams.set("after", lastEventId);
  const [run, session, since] = ["run", "session", "since"].map((name) => url.searchParams.get(name));
  return {
    after: wholeNumber(url, "after", 0),
    ...(run ? { runId: requireRun(store.db, run).id } : {}),
    ...(session ? { sessionId: requireSession(store.db, session).id } : {}),
    ...(since ? { since: readTime(since) } : {}),
  };
}

function readTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw usageError(`since: ${JSON.stringify(text)} is not a time`, "write it as 2026-01-31T12:00:00Z");
  return time;
}
