import { describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceSpec } from "../../../src/cli/service/service-spec.ts";
import { systemdUnits } from "../../../src/cli/service/systemd-units.ts";
import { tempFolder } from "../../support/temp.ts";

const NASTY = `my 100% $HOME \\x "repo"`;

const spec = (folder: string): ServiceSpec => ({
  name: "overstory-repo-1234abcd",
  project: NASTY,
  root: join(folder, NASTY),
  daemon: [join(folder, "my 100%n bun"), "daemon.ts", "--project", join(folder, NASTY)],
  sentry: [join(folder, "my 100%n bun"), "sentry.ts"],
  log: join(folder, NASTY, "daemon.log"),
  environment: { PATH: `/bin:/a b/100%/"c"` },
});

const canVerify = Bun.which("systemd-analyze") !== null;

describe.skipIf(!canVerify)("systemd (skipped where there is no systemd-analyze)", () => {
  /** What systemd has to say about the units. */
  async function verify(folder: string, change: (text: string) => string): Promise<string> {
    const files = systemdUnits(spec(folder), join(folder, "units"));
    mkdirSync(join(folder, "units"), { recursive: true });
    for (const { path, text } of files) writeFileSync(path, change(text));
    mkdirSync(join(folder, "run"), { recursive: true, mode: 0o700 });
    const argv = ["systemd-analyze", "--user", "--man=no", "verify", ...files.map(({ path }) => path)];
    const env = { ...process.env, XDG_RUNTIME_DIR: join(folder, "run") };
    return await Bun.spawn(argv, { env, stderr: "pipe" }).stderr.text();
  }

  test("takes the units as they are, whatever the paths hold", async () => {
    using folder = tempFolder();
    symlinkSync(process.execPath, join(folder.path, "my 100%n bun")); // it looks whether the program is there
    expect(await verify(folder.path, (text) => text)).toBe("");
    // It would say so if anything were wrong:
    expect(await verify(folder.path, (text) => text.replace("OOMPolicy=continue", "OOMPolicy=no"))).toContain(
      "OOM",
    );
    expect(await verify(folder.path, (text) => text.replaceAll("%%n", "%n"))).toContain("overstory-repo");
  });
});

describe("the unit of the daemon", () => {
  const [daemon] = systemdUnits(spec("/folder"), "/units");

  test("restarts it when it fails, and never takes agents with it", () => {
    expect(daemon?.path).toBe("/units/overstory-repo-1234abcd.service");
    for (const line of ["Type=exec", "Restart=on-failure", "KillMode=process", "OOMPolicy=continue"])
      expect(daemon?.text.split("\n")).toContain(line);
  });

  test("is started with its arguments to the letter: quoted, without variables and specifiers", () => {
    expect(daemon?.text).toContain(
      `ExecStart=:"/folder/my 100%%n bun" "daemon.ts" "--project" "/folder/my 100%% $HOME \\\\x \\"repo\\""\n`,
    );
    expect(daemon?.text).toContain(`Environment="PATH=/bin:/a b/100%%/\\"c\\""\n`);
  });
});

test("a line's end in a path cannot add a line to a unit", () => {
  const units = systemdUnits({ ...spec("/folder\nExecStartPre=evil"), project: "a\nUser=evil" }, "/units");
  for (const { text } of units) expect(text).not.toMatch(/^(ExecStartPre|User)=/m);
});

test("the sentry is run every minute", () => {
  const timer = systemdUnits(spec("/folder"), "/units").find(({ path }) => path.endsWith("-sentry.timer"));
  expect(timer?.text).toContain("\nOnCalendar=minutely\n");
});
