import type { CompletionCheck } from "../../domain/completion.ts";
import type { CheckAnswer } from "../work-contract.ts";

export const viewCheck = (
  kind: CheckAnswer["kind"],
  subject: string,
  check: CompletionCheck,
): CheckAnswer => ({ ...check, subject, kind });
