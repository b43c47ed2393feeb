import type { RuntimeView } from "../../api/contract/runtime.ts";
import { OverstoryError } from "../../errors.ts";
import { didYouMean } from "../../suggest.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { printJson, printLines, remark } from "../output.ts";
import { projectOf } from "../project.ts";
import { runtimeLines } from "../render/runtime-lines.ts";
import { standardScreen } from "../terminal.ts";

export const runtimes = defineCommand({
  args: {
    name: { type: "positional", required: false, description: "Only this one, and what can be done with it" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory runtimes", "which kinds of agents there are, installed or not"],
    ["overstory runtimes claude", "what can be done with one"],
    ["overstory runtimes --json", "all of that, for scripts"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const all = await client.runtimes();
    const found = args.name === undefined ? all : [requireNamed(all, args.name)];
    if (args.json) printJson({ runtimes: found });
    else printLines(runtimeLines(found, await standardScreen(), args.name !== undefined));
    if (args.name === undefined && !args.json) remark("what one can do: overstory runtimes NAME");
    return 0;
  },
});

function requireNamed(all: readonly RuntimeView[], name: string): RuntimeView {
  const found = all.find((runtime) => runtime.name === name);
  if (found) return found;
  const names = all.map((runtime) => runtime.name);
  throw new OverstoryError("not_found", `there is no runtime "${name}"${didYouMean(name, names)}`, {
    hint: `runtimes: ${names.join(", ")}`,
  });
}
