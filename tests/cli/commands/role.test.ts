import { expect, test } from "bun:test";
import { TestProject } from "../../support/daemon.ts";
import { overstory } from "../support/cli.ts";

test("role list and show print what is built in and what the project says", async () => {
  await using project = await TestProject.start({
    config: `export default ${JSON.stringify({
      roles: {
        builder: { instructions: "roles/builder.md", sandbox: { bubblewrap: { network: false } } },
        writer: { summary: "writes the docs", mayWrite: ["docs/"], restart: "temporary" },
      },
    })};`,
  });
  const cwd = project.repository.path;
  await Bun.write(`${cwd}/roles/builder.md`, "# Build it our way\n\u001b[31mred\n");

  const list = (await overstory(cwd, "role", "list")).stdout;
  expect(list).toMatch(/coordinator +full +lead scout builder reviewer merger/);
  expect(list).toMatch(/writer +full +writes the docs/);

  const { stdout } = await overstory(cwd, "role", "show", "builder");
  expect(stdout).toContain("roles/builder.md");
  expect(stdout).toContain("bubblewrap, without network");
  expect(stdout).toContain("# Build it our way");
  expect(stdout).not.toContain("\u001b[31m");
  expect((await overstory(cwd, "role", "show", "writer")).stdout).toMatch(/may write +docs\//);

  const { role } = JSON.parse((await overstory(cwd, "role", "show", "scout", "--json")).stdout);
  expect(role).toMatchObject({ name: "scout", permissions: "read", mayWrite: [], source: null });
  expect((await overstory(cwd, "role", "show", "builder", "--text")).stdout).toStartWith(
    "# Build it our way\n",
  );

  const unknown = await overstory(cwd, "role", "show", "bulider");
  expect(unknown.exitCode).toBe(1);
  expect(unknown.stderr).toContain('there is no role "bulider"; did you mean "builder"?');
});
