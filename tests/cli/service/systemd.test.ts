import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testRepository } from "../../support/repository.ts";
import { until } from "../../support/wait.ts";

const MAIN = join(import.meta.dir, "../../../src/main.ts");
const DAEMON = join(import.meta.dir, "../../../src/daemon.ts");

/** Notes its calls, and starts the daemon as the unit would. */
const SYSTEMCTL = `#!/bin/sh
echo "$*" >> "$FAKE/calls"
[ -z "$FAKE_BUS" ] || { echo "Failed to connect to bus: $FAKE_BUS" >&2; exit 1; }
case "$*" in
  *LoadState*) printf 'LoadState=loaded\\nActiveState=active\\n' ;;
  "--user restart "* | "--user start "*) "$FAKE_BUN" "$FAKE_DAEMON" --project "$FAKE_ROOT" < /dev/null > /dev/null 2>&1 & ;;
esac
`;

const PROGRAMS = { systemctl: SYSTEMCTL, loginctl: "#!/bin/sh\necho Linger=no\n" };

/** A project on a machine with a systemd that only notes what it is asked for. */
function machine() {
  const repository = testRepository();
  const bin = join(repository.folder, "bin");
  mkdirSync(bin);
  for (const [name, text] of Object.entries(PROGRAMS)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const config = join(repository.folder, "config");
  const units = join(config, "systemd", "user");
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    XDG_CONFIG_HOME: config,
    FAKE: repository.folder,
    FAKE_BUN: process.execPath,
    FAKE_DAEMON: DAEMON,
    FAKE_ROOT: repository.path,
  };
  const overstory = async (argv: string[], extra: Record<string, string> = {}) => {
    const child = Bun.spawn([process.execPath, MAIN, ...argv], {
      cwd: repository.path,
      env: { ...env, ...extra },
      stdout: "pipe",
      stderr: "pipe",
      stdin: "ignore",
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { exitCode: await child.exited, stdout, stderr };
  };
  return {
    root: repository.path,
    overstory,
    units: () => (existsSync(units) ? readdirSync(units).toSorted() : []),
    /** What systemctl was told to do since the last time; questions are left out. */
    orders: () => {
      const file = join(repository.folder, "calls");
      const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
      writeFileSync(file, "");
      return lines.filter((line) => !line.includes(" show ")).map((line) => line.replace("--user ", ""));
    },
    async [Symbol.asyncDispose]() {
      await overstory(["daemon", "stop"]);
      repository[Symbol.dispose]();
    },
  };
}

describe.skipIf(process.platform !== "linux")("on a machine with systemd", () => {
  test("a service is installed, started by every command that needs the daemon, and uninstalled", async () => {
    await using it = machine();
    expect((await it.overstory(["service", "status"])).exitCode).toBe(1);
    const installed = await it.overstory(["service", "install"]);
    expect(installed).toMatchObject({ exitCode: 0, stderr: "" });
    expect(installed.stdout).toContain("to keep it: loginctl enable-linger");
    const [daemon = "", sentry = "", timer = ""] = [".service", "-sentry.service", "-sentry.timer"].map(
      (end) =>
        it.units().find((unit) => unit.endsWith(end) && (end !== ".service" || !unit.includes("sentry"))) ??
        "",
    );
    expect(it.units()).toEqual([daemon, sentry, timer].toSorted());
    expect(daemon).toMatch(/^overstory-repo-[0-9a-f]{8}\.service$/);
    expect(it.orders()).toEqual([
      "daemon-reload",
      `enable ${daemon} ${timer}`,
      `reset-failed ${daemon} ${sentry}`,
      `restart ${daemon} ${timer}`,
    ]);
    expect(await it.overstory(["service", "status", "--json"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('"daemon": "running"'),
    });

    // systemd says that it runs before it answers, and one that does not answer yet cannot be asked to stop.
    await until("it answers", async () => (await it.overstory(["daemon", "status"])).exitCode === 0);
    await it.overstory(["daemon", "stop"]);
    expect((await it.overstory(["status"])).exitCode).toBe(0);
    expect(it.orders()).toEqual([`start ${daemon}`]);

    expect((await it.overstory(["service", "uninstall"])).exitCode).toBe(0);
    expect(it.orders()).toEqual([
      `disable --now ${daemon} ${timer} ${sentry}`,
      "daemon-reload",
      `reset-failed ${daemon} ${sentry}`,
    ]);
    expect(it.units()).toEqual([]);
  }, 30_000);

  test("that does not answer, nothing is written, and what to do is said; --print shows the units all the same", async () => {
    await using it = machine();
    const refused = await it.overstory(["service", "install"], { FAKE_BUS: "No medium found" });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      "your systemd does not answer: Failed to connect to bus: No medium found",
    );
    expect(refused.stderr).toContain("loginctl enable-linger");
    const printed = await it.overstory(["service", "install", "--print"], { FAKE_BUS: "No medium found" });
    expect(printed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("KillMode=process") });
    expect(it.units()).toEqual([]);
  });

  test("nothing is installed with a configuration that the daemon could not start with", async () => {
    await using it = machine();
    writeFileSync(join(it.root, "overstory.config.ts"), "export default { maxAgents: 0 };");
    expect(await it.overstory(["service", "install"])).toMatchObject({ exitCode: 2 });
    expect([it.units(), it.orders()]).toEqual([[], []]);
  });

  test("a machine without it is told so", async () => {
    await using it = machine();
    const refused = await it.overstory(["service", "install"], { PATH: "/nowhere" });
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("there is no systemd on this machine"),
    });
    expect(it.units()).toEqual([]);
  });
});
