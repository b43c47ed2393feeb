import { expect, test } from "bun:test";
import type { MailView } from "../../src/api/contract/mail.ts";
import type { ModelRequest } from "../model-server/request.ts";
import { steps, wasTold } from "../model-server/script.ts";
import { describeAgent } from "../support/agent-clis.ts";
import { AgentProject } from "../support/agent-project.ts";
import { until } from "../support/wait.ts";

const said = ({ messages }: ModelRequest): string => JSON.stringify(messages);
const timesIn = (text: string, what: string): number => text.split(what).length - 1;

describeAgent("claude", "mail", () => {
  test("a burst wakes an idle agent with one prompt, and what comes while it works is handed over by its hooks", async () => {
    await using agents = await AgentProject.start("claude", {
      script: (request) =>
        wasTold(request, "rest a while")
          ? steps({ tools: [{ bash: "sleep 6" }] }, { text: "I have rested." })(request)
          : { text: "I see." },
    });
    await agents.run({ chat: "Write chat.txt" });
    const isAsked = ({ attention }: { attention: string | null }) => attention === "question";
    const { key } = await agents.sessionIs("chat", "waits", isAsked, 60_000);
    const { client } = agents.project;
    const send = (body: string) => client.team.sendMail({ to: key, body });
    const given = ({ key: mail }: MailView) =>
      until(`${mail} is handed over`, async () => {
        const sent = (await client.team.listMail({ box: "out" })).find((one) => one.key === mail);
        return sent?.receipts[0]?.handedAt != null && sent;
      });
    const burst = [
      await send("the parser is done"),
      await send("the lexer is done"),
      await send("rest a while"),
    ];
    for (const mail of burst)
      expect(await given(mail)).toMatchObject({ receipts: [{ readAt: expect.any(String) }] });
    const texts = async (what: string) =>
      (await client.messages.list(key)).filter(({ head }) => head.includes(what)).length;
    expect(await texts("mail from operator")).toBe(1);
    const late = await send("by the way");
    await given(late);
    const last = said(await agents.server.waitFor((request) => said(request).includes("by the way")));
    for (const mail of [...burst, late]) expect(timesIn(last, `(${mail.key}, `)).toBe(1);
    expect(await texts("by the way")).toBe(0);
  }, 180_000);
});
