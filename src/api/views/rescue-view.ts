import type { SavedWork } from "../../domain/saved-work.ts";
import type { RescueView } from "../contract/rescue.ts";
import { iso } from "./times.ts";

export const viewRescue = ({ files, savedAt, ...facts }: SavedWork): RescueView => ({
  ...facts,
  savedAt: iso(savedAt),
  fileCount: files.length,
});
