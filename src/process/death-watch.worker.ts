// The thread that sleeps until a process ends. It gets an epoll descriptor, and answers the tokens that became readable.
import { END_TOKEN, waitForTokens } from "./epoll.ts";

declare const self: Worker;

/** A wait may be cut short, by SIGCONT for one; one that fails again and again would burn a core. */
const FAILURES_IN_A_ROW = 100;

self.onmessage = ({ data: epoll }: MessageEvent<number>) => {
  for (let failures = 0; failures < FAILURES_IN_A_ROW; ) {
    const tokens = waitForTokens(epoll);
    failures = tokens ? 0 : failures + 1;
    if (tokens?.includes(END_TOKEN)) return;
    if (tokens) self.postMessage(tokens);
  }
  throw new Error("epoll_wait keeps failing");
};
