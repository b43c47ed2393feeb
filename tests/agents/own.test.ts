import { expect, test } from "bun:test";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../support/daemon.ts";
import { tempFolder } from "../support/temp.ts";

/** Shows a prompt, passes over its role's text, works when it is told to, and ends at the rules that stand below its task. */
const CLI = `#!/bin/sh
printf 'starting\\n'
printf 'ready> '
while IFS= read -r line; do
  printf '%s\\n' "$line" >>"$0.heard"
  case $line in
    Write*) echo own >own.txt && git add -A && git commit -qm own && done=yes ;;
    *overstory*) [ -z "$done" ] || exit 0 ;;
  esac
done
`;

test("a CLI of one's own is typed its first prompt once, when its screen says that it is ready", async () => {
  using folder = tempFolder();
  const cli = join(folder.path, "mine");
  writeFileSync(cli, CLI);
  chmodSync(cli, 0o755);
  await using project = await TestProject.start({
    config: `export default ${JSON.stringify({
      runtime: "mine",
      alerts: { sinks: [] },
      runtimes: { mine: { command: cli, prompt: "typed", ready: "^ready> " } },
    })};`,
  });
  project.repository.commit("settings", { ".gitignore": "overstory.config.ts\n" });

  const { key } = await project.run({ goal: "own", tasks: [{ id: "own", prompt: "Write own.txt" }] });
  const run = await project.runEnded(key, 30_000);

  expect(run.tasks[0]).toMatchObject({ status: "complete", stopReason: null });
  const heard = readFileSync(`${cli}.heard`, "utf8");
  expect(heard.match(/Write own\.txt/g)).toHaveLength(1);
}, 60_000);
