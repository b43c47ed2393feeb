import type { OverstoryEvent } from "../domain/event.ts";
import type { EventFilter } from "../store/events.ts";
import { listEvents } from "../store/events.ts";
import type { Store } from "../store/store.ts";
import type { EventView } from "./contract/event.ts";

const HEARTBEAT_MS = 15_000;
const PAGE = 500;

/**
 * Events from a cursor on, and then as they are committed, as server-sent events. The reader pulls: however slow it is,
 * nothing is missed, nothing is sent twice, and no queue grows here.
 */
export function createFeed(
  store: Store,
  filter: Omit<EventFilter, "limit">,
  view: (event: OverstoryEvent) => EventView,
  onClose: (close: () => void) => void,
): ReadableStream<Uint8Array> {
  let { after } = filter;
  let wake = () => {};
  const unsubscribe = store.onEvents(() => wake());
  let closed = false;
  const close = () => {
    closed = true;
    unsubscribe();
    wake();
  };
  onClose(close);

  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encode(": connected\n\n")),
    pull: async (controller) => {
      while (!closed) {
        const newest = store.lastEventId;
        const events = listEvents(store.db, { ...filter, after, limit: PAGE });
        if (events.length > 0) {
          after = events.at(-1)?.id ?? after;
          controller.enqueue(
            encode(
              events.map((event) => `id: ${event.id}\ndata: ${JSON.stringify(view(event))}\n\n`).join(""),
            ),
          );
          return;
        }
        after = Math.max(after, newest);
        const heard = await new Promise<boolean>((resolve) => {
          const heartbeat = setTimeout(() => resolve(false), HEARTBEAT_MS);
          wake = () => {
            clearTimeout(heartbeat);
            resolve(true);
          };
        });
        if (!heard) {
          controller.enqueue(encode(": heartbeat\n\n"));
          return;
        }
      }
      controller.close();
    },
    cancel: close,
  });
}

const encode = (text: string) => new TextEncoder().encode(text);
