import { createHmac } from "node:crypto";
import type { Message } from "../domain/alerting/message.ts";
import { messageBody } from "./body.ts";
import { post } from "./post.ts";

/** A POST of JSON. `Idempotency-Key` is the message's id: the same when it is sent again. */
export const webhook =
  ({ url, secret, clock }: { url: string; secret: string | undefined; clock: () => number }) =>
  (message: Message, signal: AbortSignal) => {
    const body = messageBody(message);
    const signed = secret === undefined ? {} : { "overstory-signature": sign(body, secret, clock()) };
    const headers = { "content-type": "application/json", "idempotency-key": message.id, ...signed };
    return post(url, { body, headers }, signal);
  };

/** `t=SECONDS,v1=HEX`: HMAC-SHA256 over `SECONDS.BODY`. */
export function sign(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}
