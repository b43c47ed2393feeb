import type { BunRequest } from "bun";
import * as v from "valibot";
import { Text } from "../../config/fields.ts";
import { parse } from "../../schema.ts";
import { listOpenSessions, listSessions, requireSession } from "../../store/sessions.ts";
import { flag, readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewSession } from "../views/session-view.ts";
import { viewWhy } from "../views/why-view.ts";
import { StopRequest } from "./run-routes.ts";

const InputRequest = v.strictObject({ text: Text, submit: v.optional(v.boolean(), true) });

export function sessionRoutes(services: Services) {
  const { store, paths, clock } = services;
  const view = (key: string) => viewSession(store.db, paths, requireSession(store.db, key), clock());
  return {
    "/sessions": {
      GET: (request: Request) => {
        const sessions = flag(new URL(request.url), "all")
          ? listSessions(store.db)
          : listOpenSessions(store.db);
        return Response.json({ sessions: sessions.map((one) => viewSession(store.db, paths, one, clock())) });
      },
    },
    "/sessions/:key": {
      GET: (request: BunRequest<"/sessions/:key">) => Response.json({ session: view(request.params.key) }),
    },
    "/sessions/:key/why": {
      GET: (request: BunRequest<"/sessions/:key/why">) =>
        Response.json({ why: viewWhy(services, requireSession(store.db, request.params.key)) }),
    },
    "/sessions/:key/stop": {
      POST: async (request: BunRequest<"/sessions/:key/stop">) => {
        const { force } = parse(StopRequest, await readJson(request), "stop");
        const session = requireSession(store.db, request.params.key);
        await services.stopSession(session, force);
        return Response.json({ session: view(session.id) });
      },
    },
    "/sessions/:key/input": {
      POST: async (request: BunRequest<"/sessions/:key/input">) => {
        const { text, submit } = parse(InputRequest, await readJson(request), "input");
        const session = requireSession(store.db, request.params.key);
        const state = await services.sendInput(session, text, submit);
        return Response.json({ input: { session: session.key, state } });
      },
    },
    "/sessions/:key/attach": {
      GET: (request: BunRequest<"/sessions/:key/attach">) => {
        const session = requireSession(store.db, request.params.key);
        const argv = services.attachArgv(session, flag(new URL(request.url), "readOnly"));
        return Response.json({ attach: { argv } });
      },
    },
  };
}
