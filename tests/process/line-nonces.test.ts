import { expect, test } from "bun:test";
import { lineNonces } from "../../src/process/line-nonces.ts";
import { until } from "../support/wait.ts";

test.skipIf(process.platform !== "linux")(
  "the marks of a process are its own and those of its parents",
  async () => {
    const script = "OVERSTORY_NONCE=inner sh -c 'sleep 100 & echo $!; wait'";
    const outer = Bun.spawn(["sh", "-c", `${script}; :`], {
      env: { PATH: process.env.PATH ?? "", OVERSTORY_NONCE: "outer" },
      stdout: "pipe",
    });
    let told = "";
    for await (const chunk of outer.stdout.pipeThrough(new TextDecoderStream())) {
      told += chunk;
      if (told.includes("\n")) break;
    }
    const pid = Number(told);
    // The shell forks first and carries out `sleep` then.
    await until("both marks are seen", async () => (await lineNonces(pid)).includes("inner"));
    expect(new Set(await lineNonces(pid))).toEqual(new Set(["inner", "outer"]));
    expect(await lineNonces(outer.pid)).toEqual(["outer"]);
    process.kill(pid);
    await outer.exited;
    expect(await lineNonces(pid)).toEqual([]);
  },
);
