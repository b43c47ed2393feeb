import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";

test("text sent to a session arrives to the letter, and Enter with it", async () => {
  await using project = await TestProject.start();
  const heard = join(project.repository.folder, "heard");
  const { key } = await project.run({
    tasks: [{ id: "a", command: `IFS= read -r line; printf '%s' "$line" > ${heard}` }],
  });
  const session = await project.agentRuns(key, "a");
  const text = `it's "$(id)"; rm -rf x # %5 =main: ünï 🙂`;
  expect(await project.client.sendInput(session.key, text, true)).toEqual({
    session: session.key,
    state: "submitted",
  });
  await project.runEnded(key);
  expect(readFileSync(heard, "utf8")).toBe(text);
  expect(project.client.sendInput(session.key, "too late", true)).rejects.toThrow(`${session.key} has ended`);
});
