import type { EventView } from "../../api/contract/event.ts";
import type { Palette } from "./palette.ts";

// What the words for events are made of.

export interface EventWords {
  text: string;
  tone: keyof Palette | "plain";
}

export type Describe = (event: EventView) => EventWords | undefined;

export const say = (text: string, tone: EventWords["tone"] = "plain"): EventWords => ({ text, tone });

/** A text of the event's data; the fallback when it is absent or of another kind. */
export const text = ({ data }: EventView, field: string, fallback = ""): string => {
  const value = data[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : fallback;
};

export const list = ({ data }: EventView, field: string): string[] => {
  const value = data[field];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
};

export const reason = (event: EventView, before: string): string => {
  const why = text(event, "reason");
  return why === "" ? before : `${before}: ${why}`;
};
