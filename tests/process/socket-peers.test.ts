import { expect, test } from "bun:test";
import { join } from "node:path";
import { listSocketPeers } from "../../src/process/socket-peers.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

const CONNECT = `await Bun.connect({ unix: process.argv.at(-1), socket: { data() {} } }); setInterval(() => {}, 1000);`;

test.skipIf(process.platform !== "linux")("who is connected is a peer as long as it is", async () => {
  using folder = tempFolder();
  const unix = join(folder.path, "s.sock");
  const server = Bun.listen({ unix, socket: { data() {} } });
  const child = Bun.spawn([process.execPath, "-e", CONNECT, unix]);
  await until("it is connected", () => listSocketPeers().has(child.pid));
  expect(listSocketPeers().has(process.pid)).toBe(false);
  child.kill();
  await until("it is gone", () => !listSocketPeers().has(child.pid));
  server.stop(true);
});
