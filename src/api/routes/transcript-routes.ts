import type { BunRequest } from "bun";
import { ownSessionOf, readCall } from "../callers.ts";
import type { TranscriptView } from "../contract/transcript.ts";
import type { Patience } from "../patience.ts";
import { wholeNumber } from "../respond.ts";
import type { Services, TranscriptPage } from "../services.ts";
import { isoOrNull } from "../views/times.ts";

/** Less than a request may take: who waits longer asks again. */
const PATIENCE_MS = 20_000;
const DEFAULT_LAST = 200;

/** What was said is for people, and for the agent that said it. */
export function transcriptRoutes(
  services: Pick<Services, "store" | "work" | "transcripts">,
  patience: Patience,
) {
  return {
    "/sessions/:key/transcript": {
      GET: async (request: BunRequest<"/sessions/:key/transcript">) => {
        const session = ownSessionOf(services, readCall(services, request), request.params.key);
        const url = new URL(request.url);
        const page = url.searchParams.has("after")
          ? await services.transcripts.follow(
              session,
              wholeNumber(url, "after", 0),
              patience(request, PATIENCE_MS),
            )
          : await services.transcripts.tail(session, wholeNumber(url, "last", DEFAULT_LAST));
        return Response.json({ transcript: view(session.key, page) });
      },
    },
  };
}

const view = (session: string, { entries, cursor, ended }: TranscriptPage): TranscriptView => ({
  session,
  entries: entries.map(({ at, who, text }) => ({ at: isoOrNull(at), who, text })),
  cursor,
  ended,
});
