import * as v from "valibot";
import { FilledText } from "../../config/fields.ts";
import { parse } from "../../schema.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";

const Pid = v.pipe(v.number(), v.integer("must be a process id"), v.minValue(2, "must be a process id"));

const AdoptionWish = v.strictObject({
  target: v.union([v.strictObject({ pid: Pid }), v.strictObject({ conversation: FilledText })]),
  runtime: v.optional(FilledText),
  force: v.optional(v.boolean()),
  conversation: v.optional(FilledText),
  name: v.optional(FilledText),
  task: v.optional(FilledText),
});

/** Agents that people started. */
export const adoptionRoutes = ({ adopt }: Pick<Services, "adopt">) => ({
  "/adoptions": {
    POST: async (request: Request) =>
      Response.json({ adoption: await adopt(parse(AdoptionWish, await readJson(request), "adoption")) }),
  },
});
