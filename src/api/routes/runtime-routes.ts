import * as v from "valibot";
import { FilledText } from "../../config/fields.ts";
import { parse } from "../../schema.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewRuntime } from "../views/runtime-view.ts";

const Repair = v.strictObject({ check: FilledText });

export const runtimeRoutes = ({ runtimes }: Services) => ({
  "/runtimes": {
    GET: async () => Response.json({ runtimes: (await runtimes.check()).map(viewRuntime) }),
  },
  "/doctor/fix": {
    POST: async (request: Request) => {
      const { check } = parse(Repair, await readJson(request), "request");
      return Response.json({ repaired: { check, message: await runtimes.repair(check) } });
    },
  },
});
