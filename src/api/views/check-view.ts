import type { CompletionCheck } from "../../domain/completion.ts";
import type { CheckAnswer } from "../contract/check.ts";

export const viewCheck = (
  kind: CheckAnswer["kind"],
  subject: string,
  check: CompletionCheck,
): CheckAnswer => ({ ...check, subject, kind });
