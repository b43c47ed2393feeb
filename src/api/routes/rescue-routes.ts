import type { BunRequest } from "bun";
import * as v from "valibot";
import { FilledText } from "../../config/fields.ts";
import { parse } from "../../schema.ts";
import { flag, readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewRescue } from "../views/rescue-view.ts";

const RestoreRequest = v.strictObject({
  into: v.optional(FilledText),
  branch: v.optional(FilledText),
});

/** `:ref` is a ref with its slashes encoded, or a session. */
export const rescueRoutes = ({ listSavedWork, findSavedWork, patchOf, restoreWork }: Services) => ({
  "/rescues": {
    GET: async (request: Request) => {
      const saved = await listSavedWork(new URL(request.url).searchParams.get("session"));
      return Response.json({ rescues: saved.map(viewRescue) });
    },
  },
  "/rescues/:ref": {
    GET: async (request: BunRequest<"/rescues/:ref">) => {
      const saved = await findSavedWork(request.params.ref);
      const patch = flag(new URL(request.url), "patch") ? await patchOf(saved) : null;
      return Response.json({ rescue: { ...viewRescue(saved), files: saved.files, patch } });
    },
  },
  "/rescues/:ref/restore": {
    POST: async (request: BunRequest<"/rescues/:ref/restore">) => {
      const wish = parse(RestoreRequest, await readJson(request), "restore");
      const restored = await restoreWork(await findSavedWork(request.params.ref), wish);
      return Response.json({ restored });
    },
  },
});
