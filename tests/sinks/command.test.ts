import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { command } from "../../src/sinks/command.ts";
import { message } from "../domain/alerting/samples.ts";
import { isAlive } from "../support/daemon.ts";
import { tempFolder } from "../support/temp.ts";
import { until } from "../support/wait.ts";

const { signal } = new AbortController();

test("the command gets the message as JSON on its stdin, and accepts it with exit status 0", async () => {
  using folder = tempFolder();
  const file = join(folder.path, "got");
  expect(await command({ command: `cat > ${file}` })(message(), signal)).toEqual({
    accepted: true,
    proof: "exit status 0",
  });
  expect(await Bun.file(file).json()).toMatchObject({ id: "ALERT-001/1", alert: { key: "ALERT-001" } });
});

test("any other exit status refuses it for now; what the command printed is not repeated", async () => {
  expect(await command({ command: "echo token-123 >&2; exit 7" })(message(), signal)).toEqual({
    accepted: false,
    why: "exit status 7",
    retry: true,
  });
});

test("a command that does not end in time is ended with all that it started", async () => {
  using folder = tempFolder();
  const file = join(folder.path, "pid");
  const late = new AbortController();
  const answer = command({ command: `(trap '' TERM; echo $$ > ${file}; sleep 1000) & sleep 1000` })(
    message(),
    late.signal,
  );
  await until("it runs", () => existsSync(file) && Bun.file(file).size > 0);
  late.abort();
  expect(await answer).toEqual({ accepted: false, why: "did not end in time", retry: true });
  const pid = Number(await Bun.file(file).text());
  await until("it is gone", () => !isAlive(pid));
});
