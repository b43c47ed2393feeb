import { type Evidence, type OpenTool, unmoved } from "./evidence.ts";

/** As an earlier version may have stored it: without what it did not know yet. */
export type StoredEvidence = Omit<Evidence, "turn" | "mark" | "movements" | "openTools"> & {
  turn?: Evidence["turn"];
  mark?: Evidence["mark"];
  movements: Partial<Evidence["movements"]>;
  openTools: (Omit<OpenTool, "id"> & { id?: string | null })[];
};

/** The same in the form of this version. */
export const readEvidence = (stored: StoredEvidence): Evidence => ({
  ...stored,
  turn: stored.turn ?? "none",
  mark: stored.mark ?? null,
  movements: { ...unmoved(), ...stored.movements },
  openTools: stored.openTools.map((tool) => ({ ...tool, id: tool.id ?? null })),
});
