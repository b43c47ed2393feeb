import { expect, test } from "bun:test";
import { TestProject } from "../support/daemon.ts";
import { until } from "../support/wait.ts";
import { strike } from "./story/story.ts";

const COORDINATOR = `
overstory ask "which word?" --wait --key word > ../answer || exit 1
overstory spawn word --command 'cp ../answer word; git add word; git commit -qm word' --request-id word
until overstory done --summary "as you wished" 2> /dev/null; do sleep 0.1; done
`;

test("what a coordinator asks is an alert until a person answers, across a kill of the daemon, and it goes on with the answer", async () => {
  await using project = await TestProject.start();
  const { client, repository } = project;
  const { key } = await client.team.startGoal({
    goal: "a word",
    runtime: "shell",
    command: COORDINATOR,
    requestId: crypto.randomUUID(),
  });
  const { data } = await project.told("alert.raised", (event) => event.data.kind === "mail_question");
  await strike(project, "daemon", Math.random);
  const [question] = await until("a daemon answers", () =>
    client.team.listMail({ type: "question" }).catch(() => null),
  );
  expect(question).toMatchObject({ to: "operator", body: "which word?" });
  expect((await client.alerts(false)).map((alert) => [alert.key, alert.kind])).toEqual([
    [String(data.key), "mail_question"],
  ]);
  await client.team.sendMail({ replyTo: question?.key, body: "the word is yes" });
  const run = await project.runEnded(key);
  expect(run).toMatchObject({ status: "completed", reason: "1 of 1 tasks complete" });
  expect(repository.git("show", `${run.targetBranch}:word`)).toContain("the word is yes");
  const resolved = await project.told("alert.resolved", (event) => event.data.key === data.key);
  expect(resolved.data.kind).toBe("mail_question");
}, 60_000);
