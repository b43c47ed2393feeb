import type { BunRequest } from "bun";
import type { Caller } from "../../domain/caller.ts";
import type { Mail } from "../../domain/mail.ts";
import { usageError } from "../../errors.ts";
import { parse } from "../../schema.ts";
import { requireMail } from "../../store/mail.ts";
import { type Call, readCall } from "../callers.ts";
import { AwaitMail, ListMail, SendMail } from "../mail-input.ts";
import type { Patience } from "../patience.ts";
import { readJson, readQuery } from "../respond.ts";
import type { Services } from "../services.ts";
import type { TeamServices } from "../team-services.ts";
import { viewMail } from "../views/mail-view.ts";

/** Less than a request may take: who waits longer asks again, and so outlives a daemon. */
const PATIENCE_MS = 20_000;

type MailRouteServices = Pick<Services, "store"> & {
  work: Pick<Services["work"], "callers">;
  team: Pick<TeamServices, "mail">;
};

export function mailRoutes(services: MailRouteServices, patience: Patience) {
  const { store, team } = services;
  const view = (caller: Caller, mail: Mail) => viewMail(store.db, caller, mail, team.mail.receipts(mail));
  return {
    "/mail": {
      GET: (request: Request) => {
        const { caller } = readCall(services, request);
        const filter = parse(ListMail, readQuery(request), "mail");
        return Response.json({ mails: team.mail.list(caller, filter).map((mail) => view(caller, mail)) });
      },
      POST: async (request: Request) => {
        const call = readCall(services, request);
        const wish = parse(SendMail, await readJson(request), "mail");
        if (wish.to === undefined && wish.replyTo === undefined)
          throw usageError("mail: to: is missing", "name a session, @builders, @parent, @all or operator");
        return Response.json({ mail: view(call.caller, await team.mail.send(senderOf(call), wish)) });
      },
    },
    "/mail/wait": {
      GET: async (request: Request) => {
        const { caller } = readCall(services, request);
        const { type, thread, forMs = PATIENCE_MS } = parse(AwaitMail, readQuery(request), "mail");
        const threadId = thread === undefined ? undefined : requireMail(store.db, thread).threadId;
        const fits = (mail: Mail) =>
          (type === undefined || mail.type === type) &&
          (threadId === undefined || mail.threadId === threadId);
        const signal = patience(request, Math.min(forMs, PATIENCE_MS));
        const mails = await team.mail.waitForUnread(caller, fits, signal);
        return Response.json({ mails: mails.map((mail) => view(caller, mail)) });
      },
    },
    "/mail/:key/read": {
      POST: async (request: BunRequest<"/mail/:key/read">) => {
        const { caller } = readCall(services, request);
        return Response.json({ mail: view(caller, await team.mail.read(caller, request.params.key)) });
      },
    },
  };
}

/** Whoever calls with a session's token; a person writes as the operator, whatever session is kept in the terminal. */
const senderOf = ({ caller, own }: Call) => (caller.kind === "session" ? own : null);
