import type { Limit } from "../../domain/limit.ts";
import type { LimitView } from "../contract/limit.ts";
import { iso } from "./times.ts";

export const viewLimit = ({ beganAt, until, ...limit }: Limit): LimitView => ({
  ...limit,
  beganAt: iso(beganAt),
  until: iso(until),
});
