import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";
import { confFolder, readText, signal, testTmux } from "./fixture.ts";

const LAUNCHER = '"$@"; code=$?; sleep 0.3; exit $code';

test("the end of 20,000 lines is in the log although the program ended at once", async () => {
  await using t = await testTmux();
  const print = "i=0; while [ $i -lt 20 ]; do seq 1 1000; i=$((i+1)); done; echo END";
  const panes = await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      t.spawn(["sh", "-c", LAUNCHER, "sh", "sh", "-c", print], { logFolder: join(t.folder, "logs", `${i}`) }),
    ),
  );
  for (const [i, { address }] of panes.entries()) {
    await until("it ends", async () => (await t.tmux.readDeath(address.paneId)) !== "alive", 20_000);
    const log = join(t.folder, "logs", `${i}`, "output.log");
    await until("the log is complete", () => readText(log).includes("END"), 3000);
    expect(readText(log)).toBe(`${Array.from({ length: 20 }, () => lines(1000)).join("")}END\r\n`);
  }
}, 20_000);

test("output is in the log at once", async () => {
  await using t = await testTmux();
  await t.spawn(["sh", "-c", "printf x; exec sleep 600"], { logFolder: join(t.folder, "l") });
  await until("one byte is there", () => readText(join(t.folder, "l", "output.log")) === "x", 2000);
});

test("a full log moves over, and no byte is lost between the two files", async () => {
  using folder = tempFolder();
  const input = new Uint8Array(150 * 1024).map((_, i) => i % 251);
  await write(folder.path, 64, input);
  const [old, current] = ["output.1.log", "output.log"].map((name) => readFileSync(join(folder.path, name)));
  if (!old || !current) throw new Error("two files");
  expect(old.length).toBeLessThanOrEqual(64 * 1024);
  expect(current.length).toBeLessThanOrEqual(64 * 1024);
  const kept = Buffer.concat([old, current]);
  expect(kept.equals(Buffer.from(input).subarray(input.length - kept.length))).toBeTrue();
});

test("output in many small pieces stays below the cap too", async () => {
  using folder = tempFolder();
  const writer = logWriter(folder.path, 4);
  let sent = "";
  for (let i = 0; i < 2000; i++) {
    const piece = `${i} `;
    sent += piece;
    writer.stdin.write(piece);
    await writer.stdin.flush();
    if (i % 50 === 0) expect(sizeOf(folder.path)).toBeLessThanOrEqual(8 * 1024);
  }
  writer.stdin.end();
  expect(await writer.exited).toBe(0);
  const kept = readText(join(folder.path, "output.1.log")) + readText(join(folder.path, "output.log"));
  expect(kept.length).toBeGreaterThan(2 * 1024);
  expect(sent.endsWith(kept)).toBeTrue();
});

test("a later writer goes on in the same file", async () => {
  using folder = tempFolder();
  await write(folder.path, 64, Buffer.from("one "));
  await write(folder.path, 64, Buffer.from("two"));
  expect(readText(join(folder.path, "output.log"))).toBe("one two");
  expect(statSync(join(folder.path, "output.log")).mode & 0o777).toBe(0o600);
});

test("output that cannot be written is dropped, and the writer goes on to the end of its input", async () => {
  using folder = tempFolder();
  mkdirSync(join(folder.path, "output.log"));
  writeFileSync(join(folder.path, "output.log", "in-the-way"), "");
  expect(await write(folder.path, 4, new Uint8Array(600 * 1024))).toBe(0);
});

test("a pane whose writer has ended is seen, and gets a new one", async () => {
  await using t = await testTmux();
  const logFolder = join(t.folder, "l");
  const script = "while :; do echo tick; sleep 0.02; done";
  const { address } = await t.spawn(["sh", "-c", script], { logFolder });
  await until("it is logged", () => readText(join(logFolder, "output.log")).includes("tick"));
  const isLogging = async () =>
    (await t.tmux.listPanes()).some(({ paneId, logging }) => paneId === address.paneId && logging);
  expect(await isLogging()).toBeTrue();
  for (const pid of writersOf(logFolder)) signal(pid, "SIGKILL");
  await until("tmux notices", async () => !(await isLogging()));
  rmSync(logFolder, { recursive: true });
  await t.tmux.startLog(address.paneId, { folder: logFolder, capBytes: 1 });
  await until("it is logged again", () => readText(join(logFolder, "output.log")).includes("tick"));
  const [writer] = writersOf(logFolder);
  await t.tmux.startLog(address.paneId, { folder: logFolder, capBytes: 1 });
  expect(await isLogging()).toBeTrue();
  expect(writersOf(logFolder)[0]).toBe(writer);
});

const lines = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}\r\n`).join("");

function logWriter(folder: string, capKib: number) {
  return Bun.spawn(["sh", join(confFolder, "log.sh"), folder, `${capKib}`], {
    stdin: "pipe",
    stderr: "ignore",
  });
}

async function write(folder: string, capKib: number, input: Uint8Array): Promise<number> {
  const writer = logWriter(folder, capKib);
  writer.stdin.write(input);
  await writer.stdin.end();
  return writer.exited;
}

function sizeOf(folder: string): number {
  return readText(join(folder, "output.1.log")).length + readText(join(folder, "output.log")).length;
}

function writersOf(folder: string): number[] {
  const text = Bun.spawnSync(["ps", "-axww", "-o", "pid=,ppid=,command="]).stdout.toString().split("\n");
  const shells = text
    .filter((line) => line.includes(`log.sh ${folder} `))
    .map((line) => Number.parseInt(line, 10));
  const children = text.filter((line) => shells.includes(Number(line.trim().split(/\s+/)[1])));
  return [...shells, ...children.map((line) => Number.parseInt(line, 10))];
}
