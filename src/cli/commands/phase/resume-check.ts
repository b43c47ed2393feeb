import { defineCommand } from "../../command.ts";
import { resumePage } from "../../render/resume-page.ts";
import { answer, WORK_ARGS, workplace } from "../../work.ts";

const { json, format } = WORK_ARGS;

export const resumeCheck = defineCommand({
  args: { session: { type: "positional", description: "Key, name or id; self for your own" }, format, json },
  examples: [
    [
      "overstory resume-check SESSION-002",
      "can its work be taken up, and what would be found; exit code 1 if not",
    ],
    [
      "overstory resume-check SESSION-002 --json",
      "phase, history, metadata, stack, task, findings: for programs",
    ],
  ],
  run: async (args) => {
    const { client } = await workplace({ project: args.project });
    const resume = await client.work.checkResume(args.session);
    await answer(args, { resume }, (screen) => resumePage(resume, screen));
    return resume.resumable ? 0 : 1;
  },
});
