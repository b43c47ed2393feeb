import { expect, test } from "bun:test";
import { TestProject } from "../../support/daemon.ts";
import { until } from "../../support/wait.ts";
import { overstoryIn } from "../support/cli.ts";

/** Asks, waits for the answer, and says that it has it. */
const ASKER = `
  overstory mail send operator "I have begun" --key begun &&
  answer=$(overstory ask "may the old format go?" --key format --wait --timeout 60s) &&
  printf '%s\\n' "$answer" >answer.txt &&
  overstory mail wait --type dispatch --timeout 60s >order.txt &&
  git add -A && git commit -qm "the answer"`;

test("a shell agent asks the operator, who is alerted and answers, and waits for its orders across daemons", async () => {
  await using project = await TestProject.start();
  const place = { cwd: project.repository.path, withinMs: 60_000 };
  const cli = (...argv: string[]) => overstoryIn(place, ...argv);
  const run = await project.run({ goal: "ask", tasks: [{ id: "asker", command: ASKER }] });
  const alert = await until("the question is an alert", async () =>
    (await project.client.alerts(false)).find(({ kind }) => kind === "mail_question"),
  );
  expect(alert).toMatchObject({ subject: "SESSION-001", message: "asker asks: may the old format go?" });
  const { stdout: unread } = await cli("mail", "list", "--unread");
  expect(unread).toContain("I have begun");
  expect((await cli("mail", "read", "MAIL-002")).stdout).toContain("may the old format go?");
  expect(await cli("mail", "reply", "MAIL-002", "yes\x1b[31m, drop it")).toMatchObject({
    exitCode: 0,
    stdout: "MAIL-003 to SESSION-001, in answer to MAIL-002\n",
  });
  await until("the alert is over", async () =>
    (await project.client.alerts(false)).every(({ kind }) => kind !== "mail_question"),
  );
  await project.killDaemon();
  await project.startDaemon();
  expect(await cli("mail", "send", "@builders", "--type", "dispatch", "ship it")).toMatchObject({
    exitCode: 0,
  });
  expect(await project.runEnded(run.key)).toMatchObject({ status: "completed" });
  const show = (file: string) => project.repository.git("show", `${run.targetBranch}:${file}`);
  expect(show("answer.txt")).toContain("MAIL-003 from operator to SESSION-001: Re: may the old format go?");
  expect(show("answer.txt")).toContain("yes, drop it");
  expect(show("order.txt")).toContain("ship it");
  const { mails } = JSON.parse((await cli("mail", "list", "--sent", "--json")).stdout);
  expect(mails).toMatchObject([
    { key: "MAIL-003", receipts: [{ recipient: "SESSION-001", readAt: expect.any(String) }] },
    { key: "MAIL-004", receipts: [{ recipient: "SESSION-001", readAt: expect.any(String) }] },
  ]);
}, 120_000);

test("waiting ends with exit code 1 when nothing has come, and nothing is sent to nobody", async () => {
  await using project = await TestProject.start();
  const cli = (...argv: string[]) => overstoryIn({ cwd: project.repository.path }, ...argv);
  expect(await cli("mail", "wait", "--timeout", "100ms", "--json")).toMatchObject({
    exitCode: 1,
    stdout: '{\n  "mails": []\n}\n',
  });
  expect(await cli("mail", "send", "@builders", "hello")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("to: nobody is at @builders now"),
  });
  expect(await cli("ask", "who am I?")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("is for agents"),
  });
  expect((await cli("mail", "list")).stdout).toBe("no mail\n");
}, 60_000);
