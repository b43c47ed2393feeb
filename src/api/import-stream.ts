import type { Logger } from "../log.ts";
import type { ImportLine } from "./contract/import.ts";
import type { ImportServices } from "./import-services.ts";
import { errorBody } from "./respond.ts";
import { viewImport } from "./views/import-view.ts";

type Wish = Parameters<ImportServices["import"]>[0];

/** An import as it goes on: a line of JSON each time it has come further, and the last with what came of it. Ends it when nobody reads. */
export function streamImport(imports: ImportServices, wish: Wish, log: Logger): ReadableStream<Uint8Array> {
  const unwanted = new AbortController();
  return new ReadableStream<Uint8Array>({
    start: async (controller) => {
      const tell = (line: ImportLine) => {
        if (!unwanted.signal.aborted)
          controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
      };
      try {
        const { report, record, isRepeat } = await imports.import(
          wish,
          (progress) => tell({ progress }),
          unwanted.signal,
        );
        tell({ result: { import: record && viewImport(record), report, repeated: isRepeat } });
      } catch (error) {
        tell(errorBody(error, log));
      }
      if (!unwanted.signal.aborted) controller.close();
    },
    cancel: () => unwanted.abort(),
  });
}
