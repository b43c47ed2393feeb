import type { CommandEntry } from "./command.ts";
import { DATA_COMMANDS } from "./tree/data.ts";
import { HOUSE_COMMANDS } from "./tree/house.ts";
import { MAIL_COMMANDS } from "./tree/mail.ts";
import { RUN_COMMANDS } from "./tree/runs.ts";
import { SESSION_COMMANDS } from "./tree/sessions.ts";
import { WATCHING_COMMANDS } from "./tree/watching.ts";
import { WORK_COMMANDS } from "./tree/work.ts";

/** Every command there is, in the order of its help. */
export const COMMANDS: readonly CommandEntry[] = [
  ...RUN_COMMANDS,
  ...SESSION_COMMANDS,
  ...MAIL_COMMANDS,
  ...WORK_COMMANDS,
  ...WATCHING_COMMANDS,
  ...DATA_COMMANDS,
  ...HOUSE_COMMANDS,
];
