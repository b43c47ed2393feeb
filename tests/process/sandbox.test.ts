import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { bubblewrapArgv, type Confinement, trialArgv } from "../../src/process/sandbox.ts";
import { bwrapPath } from "../support/bwrap.ts";
import { tempFolder } from "../support/temp.ts";

const NOTHING: Confinement = { writable: [], readable: [], hidden: [], links: [], network: true };
const bwrap = bwrapPath();

test("what lies deeper is laid over what it lies in, and hidden folders are closed at the end", () => {
  const words = bubblewrapArgv(
    "bwrap",
    { ...NOTHING, writable: ["/p/.git/overstory/agents/a"], readable: ["/p"], hidden: ["/p/.git/overstory"] },
    ["agent", "--die"],
  ).join(" ");
  const places = [
    "--ro-bind-try /p /p",
    "--tmpfs /p/.git/overstory",
    "--bind-try /p/.git/overstory/agents/a",
  ];
  const found = [...places, "--remount-ro /p/.git/overstory", "-- agent --die"].map((one) =>
    words.indexOf(one),
  );
  expect(found).toEqual(found.toSorted((one, other) => one - other));
  expect(found).not.toContain(-1);
});

test("only one that may use the network has it", () => {
  expect(bubblewrapArgv("bwrap", NOTHING, ["a"])).not.toContain("--unshare-net");
  expect(bubblewrapArgv("bwrap", { ...NOTHING, network: false }, ["a"])).toContain("--unshare-net");
});

describe.skipIf(bwrap === null)("in a real sandbox", () => {
  const run = (places: Partial<Confinement>, script: string, cwd = "/") => {
    const argv = bubblewrapArgv(bwrap ?? "", { ...NOTHING, ...places }, ["sh", "-c", script]);
    const { stdout, stderr } = Bun.spawnSync(argv, { cwd, stdout: "pipe", stderr: "pipe" });
    return { out: stdout.toString().trim(), error: stderr.toString() };
  };

  test("the trial passes", () => {
    expect(Bun.spawnSync(trialArgv(bwrap ?? "")).exitCode).toBe(0);
  });

  test("it writes what it may, and nothing else", () => {
    using folder = tempFolder();
    const [open, closed] = ["open", "closed"].map((name) => join(folder.path, name));
    for (const one of [open, closed]) mkdirSync(one ?? "");
    writeFileSync(join(open ?? "", "kept"), "kept");
    const places = { writable: [open ?? ""], readable: [closed ?? "", join(open ?? "", "kept")] };
    const { out } = run(
      places,
      `touch ${open}/new; touch ${closed}/new; echo x >${open}/kept; rm -f ${open}/kept; touch /new; ls ${folder.path}`,
    );
    expect(out.split("\n")).toEqual(["closed", "open"]);
    expect(readdirSync(open ?? "").sort()).toEqual(["kept", "new"]);
    expect(readFileSync(join(open ?? "", "kept"), "utf8")).toBe("kept");
    expect(readdirSync(closed ?? "")).toEqual([]);
  });

  test("a hidden folder is empty but for what is let in, and nothing can be made there", () => {
    using folder = tempFolder();
    const hidden = join(folder.path, "hidden");
    mkdirSync(join(hidden, "let in"), { recursive: true });
    writeFileSync(join(hidden, "secret"), "secret");
    const places = { hidden: [hidden], readable: [join(hidden, "let in")] };
    expect(run(places, `ls '${hidden}'; touch '${hidden}/new' 2>/dev/null || echo closed`).out).toBe(
      "let in\nclosed",
    );
  });

  test("it sees no process but its own, and cannot end others", () => {
    const { out } = run({}, `kill -9 ${process.pid} 2>/dev/null || echo none; ls /proc | grep -c '^[0-9]'`);
    expect(out.split("\n")[0]).toBe("none");
    expect(Number(out.split("\n")[1])).toBeLessThan(8);
  });

  test("it has none of the rights of root", () => {
    expect(run({}, "grep CapEff /proc/self/status").out).toEndWith("0000000000000000");
  });

  test("a socket is reached through its other name", async () => {
    using folder = tempFolder();
    const [hidden, door] = [join(folder.path, "hidden"), join(folder.path, "hidden/door")];
    mkdirSync(door, { recursive: true });
    const places = {
      hidden: [hidden],
      readable: [door, dirname(process.execPath)],
      links: [{ path: join(hidden, "daemon.sock"), to: join(door, "daemon.sock") }],
    };
    const server = createServer((socket) => socket.end("hello"));
    await new Promise<void>((resolve) => server.listen(join(door, "daemon.sock"), resolve));
    const script = `require("net").connect(${JSON.stringify(join(hidden, "daemon.sock"))}).pipe(process.stdout)`;
    const argv = bubblewrapArgv(bwrap ?? "", { ...NOTHING, ...places }, [process.execPath, "-e", script]);
    const child = Bun.spawn(argv, { stdout: "pipe", stderr: "pipe" });
    const said = await new Response(child.stdout).text();
    server.close();
    expect(said).toBe("hello");
  });
});
