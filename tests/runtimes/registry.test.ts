import { expect, test } from "bun:test";
import { parseConfig } from "../../src/config.ts";
import { BUILT_IN_RUNTIMES } from "../../src/domain/agent/runtime-names.ts";
import { createRuntimes } from "../../src/runtimes/registry.ts";
import { agentStart } from "./agent-start.ts";

const of = (runtimes: object) => createRuntimes(parseConfig({ runtimes }, "config"));

test("the built-in runtimes are there without a word of configuration", () => {
  expect(of({}).all.map(({ name }) => name)).toEqual([...BUILT_IN_RUNTIMES]);
});

test("a built-in runtime is refined, and one that is like it is a second one", () => {
  const runtimes = of({ claude: { model: "one" }, work: { like: "claude", model: "two", env: { A: "b" } } });
  expect(runtimes.require("claude").launch(agentStart()).argv).toContain("one");
  const second = runtimes.require("work").launch(agentStart());
  expect(second.argv).toContain("two");
  expect(second.env.A).toBe("b");
  expect(runtimes.require("work").abilities).toEqual(runtimes.require("claude").abilities);
});

test("a CLI of one's own is a runtime, and shell gets variables of its own", () => {
  const runtimes = of({ mine: { command: "mine" }, shell: { env: { A: "b" } } });
  expect(runtimes.require("mine").launch(agentStart()).argv[0]).toBe("mine");
  expect(runtimes.require("shell").launch(agentStart()).env).toEqual({
    A: "b",
    OVERSTORY_PROMPT: "Write the file.",
  });
});

test("a name that is none is refused with the one that may be meant", () => {
  expect(() => of({ mine: { command: "mine" } }).require("minee")).toThrow(
    'runtime: there is no runtime "minee"; did you mean "mine"?',
  );
});
