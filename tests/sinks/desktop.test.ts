import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { desktop, desktopArgv } from "../../src/sinks/desktop.ts";
import { message } from "../domain/alerting/samples.ts";
import { tempFolder } from "../support/temp.ts";

const hostile = message({ severity: "critical", subject: '"; do shell script "x', message: "<b>--help</b>" });

test("the text is an argument of notify-send, with nothing to be read as an option or as markup", () => {
  expect(desktopArgv("linux", hostile)).toEqual([
    "notify-send",
    "--urgency=critical",
    "--app-name=overstory",
    "--",
    'repo: critical: "; do shell script "x',
    "&lt;b&gt;--help&lt;/b&gt;\noverstory attach SESSION-003\nALERT-001",
  ]);
});

test("on macOS it is an argument of a script that is always the same", () => {
  const argv = desktopArgv("darwin", hostile);
  expect(argv.slice(0, -2)).toEqual(desktopArgv("darwin", message()).slice(0, -2));
  expect(argv.at(-2)).toBe('repo: critical: "; do shell script "x');
});

test("it is accepted when the program says so, and never where there is no such program", async () => {
  using folder = tempFolder();
  const { signal } = new AbortController();
  const path = process.env.PATH;
  mkdirSync(join(folder.path, "bin"));
  process.env.PATH = join(folder.path, "bin");
  try {
    expect(await desktop("linux")(message(), signal)).toMatchObject({ accepted: false, retry: false });
    writeFileSync(join(folder.path, "bin/notify-send"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    expect(await desktop("linux")(message(), signal)).toEqual({ accepted: true, proof: "exit status 0" });
  } finally {
    process.env.PATH = path;
  }
});
