import { expect, test } from "bun:test";
import { TestProject } from "../support/daemon.ts";

const commit = (file: string) =>
  `mkdir -p $(dirname ${file}); echo x > ${file}; git add -A; git commit -qm ${file}`;
const config = `export default ${JSON.stringify({
  restart: "temporary",
  roles: { writer: { mayWrite: ["docs/**", "*.md"] } },
})};`;

test("work that changes what its role may not change is unverified, names it, and is not merged", async () => {
  await using project = await TestProject.start({ config });
  const { key } = await project.run({
    tasks: [
      { id: "fits", role: "writer", command: commit("docs/a.md") },
      { id: "strays", role: "writer", command: `${commit("docs/b.md")}; ${commit("src/index.ts")}` },
      { id: "looks", role: "scout", command: "true" },
      { id: "touches", role: "scout", command: commit("notes.md") },
    ],
  });
  const run = await project.runEnded(key);
  const reasons = Object.fromEntries(
    run.tasks.map(({ key, status, stopReason }) => [key, [status, stopReason]]),
  );
  expect(reasons).toEqual({
    fits: ["complete", null],
    strays: ["blocked", "exited with 0, but its commits change what it may not change: src/index.ts"],
    looks: ["complete", null],
    touches: ["blocked", "exited with 0, but committed, though it may change nothing (1 commit)"],
  });
  const merged = project.repository.git("ls-tree", "-r", "--name-only", run.targetBranch ?? "");
  expect(merged.split("\n")).toEqual(["README.md", "docs/a.md"]);
});
