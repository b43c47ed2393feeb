import type { Tool } from "./tool.ts";
import { MAIL_TOOLS } from "./tools/mail-tools.ts";
import { TASK_TOOLS } from "./tools/task-tools.ts";
import { TEAM_TOOLS } from "./tools/team-tools.ts";
import { WORK_TOOLS } from "./tools/work-tools.ts";

/** Every tool there is, each the operation of a command. */
export const TOOLS: readonly Tool[] = [...TASK_TOOLS, ...WORK_TOOLS, ...MAIL_TOOLS, ...TEAM_TOOLS];
