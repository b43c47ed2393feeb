import { setTimeout as after } from "node:timers/promises";
import type { Alert, Condition, Delivery } from "../../domain/alert.ts";
import { OverstoryError } from "../../errors.ts";
import type { Sink } from "../../sinks/sink.ts";
import { raiseAlert, requireAlert } from "../../store/alerts.ts";
import { addDeliveries, listDeliveries } from "../../store/deliveries.ts";
import { resumeSink } from "../../store/sinks.ts";
import { didYouMean } from "../../suggest.ts";
import type { AlertWorld } from "./alerts.ts";

/** Longer than one attempt may take. */
const PATIENCE_MS = 12_000;
const LOOK_MS = 50;

/**
 * Raises a test alert for one sink, or all, whatever their severity and the hour, and waits until each has answered once.
 * It is over with that: nothing of it is tried again. Throws `not_found` for an unknown sink, `conflict` without any.
 */
export async function testSinks(
  { store, signs }: AlertWorld,
  sinks: readonly Sink[],
  tellAll: () => void,
  name: string | undefined,
): Promise<Alert> {
  const names = chooseSinks(sinks, name);
  const condition = testCondition();
  try {
    const { id } = await store.write((tx) => {
      signs.set(condition); // here, so that no look comes between it and its alert
      const alert = raiseAlert(tx, condition);
      for (const sink of names) resumeSink(tx, sink);
      addDeliveries(
        tx,
        alert,
        "raised",
        names.map((sink) => ({ sink, dueAt: tx.at })),
      );
      return alert;
    });
    tellAll();
    const end = performance.now() + PATIENCE_MS;
    while (listDeliveries(store.db, id).some(isUnanswered) && performance.now() < end) await after(LOOK_MS);
    return requireAlert(store.db, id);
  } finally {
    signs.clear(condition.cause);
  }
}

function chooseSinks(sinks: readonly Sink[], name: string | undefined): string[] {
  const names = sinks.map((sink) => sink.name);
  if (names.length === 0)
    throw new OverstoryError("conflict", "no sink is configured", {
      hint: 'write one in overstory.config.ts: alerts: { sinks: [{ type: "desktop" }] }',
    });
  if (name === undefined) return names;
  if (names.includes(name)) return [name];
  throw new OverstoryError(
    "not_found",
    `there is no sink ${JSON.stringify(name)}${didYouMean(name, names)}`,
    {
      hint: `there are: ${names.join(", ")}`,
    },
  );
}

const isUnanswered = ({ state, attempts }: Delivery): boolean => state === "pending" && attempts === 0;

const testCondition = (): Condition => ({
  cause: `test:${crypto.randomUUID()}`,
  kind: "test",
  severity: "info",
  subject: "test",
  message: "this is a test: alerts of overstory arrive here",
  hint: "",
});
