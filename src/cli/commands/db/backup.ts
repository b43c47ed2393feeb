import { defineCommand } from "../../command.ts";
import { backup } from "../backup/make.ts";

/** The same as `overstory backup`. */
export const dbBackup = defineCommand({
  ...backup,
  examples: [["overstory db backup", "copy it now, checked, while everything goes on"]],
});
