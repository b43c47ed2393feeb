import * as v from "valibot";
import { DEFAULT_RESUME, type ResumePolicy } from "../domain/resume.ts";
import { FINAL_PHASES, SESSION_PHASES } from "../domain/session.ts";
import { count, PositiveDuration } from "./fields.ts";

const ResumablePhase = v.pipe(
  v.picklist(SESSION_PHASES),
  v.check(
    (phase) => !FINAL_PHASES.some((final) => final === phase),
    ({ received }) => `${received} is final: nothing can be taken up after it`,
  ),
);

export const ResumeField = v.optional(
  v.strictObject({
    /** From this age of its last activity on a session cannot be resumed. */
    maxAge: v.optional(PositiveDuration, "30m"),
    /** With so many errors it cannot either. */
    maxErrors: v.optional(count(1, 1000), DEFAULT_RESUME.maxErrors),
    /** Phases in which another may take up the work. */
    phases: v.optional(v.array(ResumablePhase), [...DEFAULT_RESUME.phases]),
  }),
  {},
);

export const resumePolicy = ({
  maxAge,
  maxErrors,
  phases,
}: v.InferOutput<typeof ResumeField>): ResumePolicy => ({ maxAgeMs: maxAge, maxErrors, phases });
