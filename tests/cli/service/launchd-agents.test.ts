import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { launchdAgents } from "../../../src/cli/service/launchd-agents.ts";
import { tempFolder } from "../../support/temp.ts";

const NASTY = `/a b/<x> & "c" 100%`;

const spec = {
  name: "overstory-repo-1234abcd",
  project: "repo",
  root: NASTY,
  daemon: ["/bun", "daemon.ts", "--project", NASTY],
  sentry: ["/bun", "sentry.ts"],
  log: NASTY,
  environment: { PATH: NASTY },
};

/** plutil on macOS, Python elsewhere. */
const reader = [
  ["plutil", "-convert", "json", "-o", "-"],
  ["python3", "-c", "import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], 'rb'))))"],
].find(([program = ""]) => Bun.which(program) !== null);

test.skipIf(!reader)(
  "the agents say what is to run, whatever the paths hold (skipped where no plist can be read)",
  async () => {
    using folder = tempFolder();
    const agents = launchdAgents(spec, folder.path);
    const read = await Promise.all(
      agents.map(async ({ path, text }) => {
        writeFileSync(path, text);
        return JSON.parse(await Bun.spawn([...(reader ?? []), path], { stdout: "pipe" }).stdout.text());
      }),
    );
    expect(agents.map(({ path }) => path)).toEqual(
      ["overstory-repo-1234abcd.plist", "overstory-repo-1234abcd-sentry.plist"].map((name) =>
        join(folder.path, name),
      ),
    );
    const common = {
      WorkingDirectory: "/",
      EnvironmentVariables: { PATH: NASTY },
      StandardOutPath: NASTY,
      StandardErrorPath: NASTY,
    };
    expect(read).toEqual([
      {
        ...common,
        Label: "overstory-repo-1234abcd",
        ProgramArguments: spec.daemon,
        RunAtLoad: true,
        KeepAlive: { SuccessfulExit: false },
        AbandonProcessGroup: true,
      },
      {
        ...common,
        Label: "overstory-repo-1234abcd-sentry",
        ProgramArguments: spec.sentry,
        StartInterval: 60,
      },
    ]);
  },
);
