import type { ImportProgress } from "../domain/import/progress.ts";
import { OverstoryError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import type {
  ImportedRowView,
  ImportLine,
  ImportRequest,
  ImportResultView,
  ImportSummaryView,
  ImportView,
  RollbackRequest,
  RollbackView,
  SuggestionView,
} from "./contract/import.ts";

const part = encodeURIComponent;

/** The calls about imports. */
export class ImportClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  list = () =>
    this.#connection.get<{ imports: ImportSummaryView[] }>("/imports").then(({ imports }) => imports);
  show = (key: string) =>
    this.#connection.get<{ import: ImportView }>(`/imports/${part(key)}`).then(({ import: one }) => one);
  /** Rows of an import that hold the text. */
  find = (key: string, text: string) =>
    this.#connection
      .get<{ rows: ImportedRowView[] }>(`/imports/${part(key)}/rows?find=${part(text)}`)
      .then(({ rows }) => rows);
  /** However long it takes; everything else waits meanwhile. */
  rollBack = async (key: string, request: RollbackRequest): Promise<RollbackView> => {
    const response = await this.#connection.fetch(`/imports/${part(key)}/rollback`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    return (await response.json()) as RollbackView;
  };
  suggestions = (key: string) =>
    this.#connection
      .get<{ suggestions: SuggestionView[] }>(`/imports/${part(key)}/suggestions`)
      .then(({ suggestions }) => suggestions);
  applySuggestion = (key: string, number: number) =>
    this.#connection
      .send<{ suggestion: SuggestionView }>("POST", `/imports/${part(key)}/suggestions/${number}/apply`, {})
      .then(({ suggestion }) => suggestion);

  /** Imports, and tells how far it has come. When `signal` aborts, nothing is imported. Throws what the daemon throws. */
  async import(
    request: ImportRequest,
    tell: (progress: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<ImportResultView> {
    const response = await this.#connection.fetch("/imports", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal,
    });
    for await (const line of linesOf(response)) {
      if ("progress" in line) tell(line.progress);
      else if ("result" in line) return line.result;
      else throw toError(line);
    }
    throw new OverstoryError(
      "daemon_unavailable",
      "the daemon ended in the middle of the import; nothing was imported",
      {
        hint: "overstory daemon status",
      },
    );
  }
}

async function* linesOf(response: Response): AsyncGenerator<ImportLine> {
  let text = "";
  if (!response.body) return;
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line);
  }
}

const toError = ({ error: { code, message, hint } }: Extract<ImportLine, { error: unknown }>) =>
  new OverstoryError(code, message, hint === null ? {} : { hint });
