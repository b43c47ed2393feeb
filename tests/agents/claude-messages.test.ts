import { expect, test } from "bun:test";
import { overstoryIn } from "../cli/support/cli.ts";
import { type ModelRequest, userTexts } from "../model-server/request.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { isAbout } from "./script.ts";

// Of each: what is hard to type, in so many lines.
const LINES = [1, 1, 1, 2, 2, 3, 4, 5, 6, 10, 20, 40, 60, 100, 200, 400, 800, 1500, 3000, 5000];
const HARD = `"double" 'single' \`back\`\tTab $HOME \\n 👩‍👩‍👧 ünï \u001b[201~ \u001b[200~ !x /x #x @x {"a":1}`;
const FRESH = Number(process.env.OVERSTORY_TEST_FRESH ?? 1);

const textOf = (number: number, lines: number) =>
  [
    `[note] number ${number}. ${HARD}`,
    ...Array.from({ length: lines - 1 }, (_, line) => `${number}.${line} ${HARD}`),
  ].join("\n");

const LAST = `[note] number ${LINES.length - 1}. `;

/** As a model is given it: without control characters, blanks made equal. */
const squeeze = (text: string) =>
  text
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/\s+/g, " ")
    .trim();

const said = ({ messages }: ModelRequest) => userTexts(messages).map(squeeze);

describeAgent("claude", "messages", () => {
  test("of any length and with any characters arrive whole and once, and seen is said when it is true", async () => {
    await using agents = await AgentProject.start("claude", { script: () => ({ text: "I see." }) });
    await agents.run({ chat: "Write chat.txt" });
    const { key } = await agents.sessionIs(
      "chat",
      "waits",
      ({ attention }) => attention === "question",
      60_000,
    );
    const place = { cwd: agents.project.repository.path, withinMs: 60_000 };
    for (const [number, lines] of LINES.entries()) {
      const text = textOf(number, lines);
      const sent = await overstoryIn({ ...place, stdin: text }, "send", key, "-", "--wait", "seen");
      if (sent.exitCode !== 0) await agents.explain(`${lines} lines: ${sent.stderr}`);
    }
    // A prompt is told of before the model gets it.
    const last = await agents.server.waitFor((request) => said(request).some((text) => text.includes(LAST)));
    const all = said(last).join("\n");
    for (const [number, lines] of LINES.entries()) {
      const whole = all.includes(squeeze(textOf(number, lines)));
      const times = all.split(`[note] number ${number}. `).length - 1;
      expect({ number, whole, times }).toEqual({ number, whole: true, times: 1 });
    }
  }, 240_000);

  test(
    `reach ${FRESH} sessions that have only just been started`,
    async () => {
      await using agents = await AgentProject.start("claude", {
        script: () => ({ text: "I see." }),
        config: { maxAgents: 2, restart: "temporary" },
      });
      const names = Array.from({ length: FRESH }, (_, number) => `fresh${number}`);
      await agents.run(Object.fromEntries(names.map((name) => [name, `Write ${name}.txt`])));
      const place = { cwd: agents.project.repository.path, withinMs: 60_000 };
      for (const name of names) {
        const { key } = await agents.sessionIs(name, "is there", () => true, 60_000);
        const sent = await overstoryIn(
          { ...place, stdin: `[note] to ${name}\nof two lines` },
          "send",
          key,
          "-",
          "--wait",
          "seen",
        );
        if (sent.exitCode !== 0) await agents.explain(sent.stderr);
        const arrived = await agents.server.waitFor(
          (request) =>
            isAbout(name)(request) && said(request).some((text) => text.includes(`to ${name} of two lines`)),
        );
        expect(arrived.conversation).toBeString();
        await agents.project.client.stopSession(key, true);
      }
    },
    60_000 + FRESH * 10_000,
  );
});
