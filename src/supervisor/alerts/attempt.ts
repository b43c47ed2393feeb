import type { Message } from "../../domain/alerting/message.ts";
import type { Logger } from "../../log.ts";
import { type Answer, notNow, type Sink } from "../../sinks/sink.ts";

const ATTEMPT_MS = 10_000;

/** One attempt to deliver; answers within its deadline whatever the sink does. */
export async function attempt(
  sink: Sink,
  message: Message,
  closing: AbortSignal,
  log: Logger,
): Promise<Answer> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(ATTEMPT_MS)]);
  const late = Promise.withResolvers<Answer>();
  const giveUp = () => late.resolve(notNow("no answer in time"));
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  const delivery = sink.deliver(message, signal).catch((error: unknown) => {
    // A defect of one sink must not keep alerts from the others.
    log.error(`the sink ${sink.name} failed`, error);
    return notNow("the sink failed; daemon.log says more");
  });
  try {
    return await Promise.race([delivery, late.promise]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
