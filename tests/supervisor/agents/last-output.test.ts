import { expect, test } from "bun:test";
import { TestProject } from "../../support/daemon.ts";

test("an agent that ends before it takes prompts has its last words in the reason", async () => {
  const command = "printf 'starting\\n\\033[31mUnable to connect\\033[0m to the service\\n\\n'; exit 3";
  await using project = await TestProject.start({
    config: `export default { runtimes: { mine: { command: "sh", args: ["-c", ${JSON.stringify(command)}], ready: "^>" } } };`,
  });
  const { key } = await project.run({
    tasks: [{ id: "a", prompt: "work", runtime: "mine", restart: "temporary" }],
  });
  const run = await project.runEnded(key);
  expect(run.tasks[0]?.stopReason).toContain(
    "exited with 3; its last words: Unable to connect to the service",
  );
});
