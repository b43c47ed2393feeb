import { isAbsolute } from "node:path";
import type { BunRequest, Server } from "bun";
import * as v from "valibot";
import { FilledText } from "../../config/fields.ts";
import { FORMATS } from "../../domain/import/formats.ts";
import { REFERENCES } from "../../domain/import/references.ts";
import { usageError } from "../../errors.ts";
import type { Logger } from "../../log.ts";
import { parse } from "../../schema.ts";
import { streamImport } from "../import-stream.ts";
import { readJson } from "../respond.ts";
import type { Services } from "../services.ts";
import { viewImport, viewImportSummary, viewSuggestion } from "../views/import-view.ts";

const ImportRequest = v.strictObject({
  path: v.optional(v.pipe(FilledText, v.check(isAbsolute, "must be an absolute path"))),
  format: v.optional(v.picklist(FORMATS)),
  dryRun: v.optional(v.boolean(), false),
  lenient: v.optional(v.boolean(), false),
});
const RollbackRequest = v.strictObject({ references: v.optional(v.picklist(REFERENCES), "refuse") });

/** Rows that one search answers. */
const FOUND = 100;

export function importRoutes({ imports }: Services, log: Logger) {
  return {
    "/imports": {
      GET: () => Response.json({ imports: imports.list().map(viewImportSummary) }),
      POST: async (request: Request, server: Server<unknown>) => {
        const {
          path = null,
          format = null,
          ...wish
        } = parse(ImportRequest, await readJson(request), "import");
        server.timeout(request, 0);
        return new Response(streamImport(imports, { ...wish, path, format }, log), {
          headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" },
        });
      },
    },
    "/imports/:key": {
      GET: ({ params }: BunRequest<"/imports/:key">) =>
        Response.json({ import: viewImport(imports.show(params.key)) }),
    },
    "/imports/:key/rows": {
      GET: (request: BunRequest<"/imports/:key/rows">) => {
        const text = new URL(request.url).searchParams.get("find") ?? "";
        return Response.json({ rows: imports.find(request.params.key, text, FOUND) });
      },
    },
    "/imports/:key/rollback": {
      POST: async (request: BunRequest<"/imports/:key/rollback">, server: Server<unknown>) => {
        const { references } = parse(RollbackRequest, await readJson(request), "rollback");
        server.timeout(request, 0);
        const { record, removed } = await imports.rollBack(request.params.key, references);
        return Response.json({ import: viewImportSummary(record), removed });
      },
    },
    "/imports/:key/suggestions": {
      GET: ({ params }: BunRequest<"/imports/:key/suggestions">) =>
        Response.json({ suggestions: imports.suggestions(params.key).map(viewSuggestion) }),
    },
    "/imports/:key/suggestions/:number/apply": {
      POST: async ({ params }: BunRequest<"/imports/:key/suggestions/:number/apply">) => {
        if (!/^\d{1,9}$/.test(params.number))
          throw usageError(`suggestion: ${JSON.stringify(params.number)} is not a number`);
        const applied = await imports.applySuggestion(params.key, Number(params.number));
        return Response.json({ suggestion: viewSuggestion(applied) });
      },
    },
  };
}
