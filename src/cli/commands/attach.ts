import { usageError } from "../../errors.ts";
import { defineCommand } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { projectOf } from "../project.ts";
import { isTerminal } from "../terminal.ts";

export const attach = defineCommand({
  args: {
    session: { type: "positional", description: "Key, name or id" },
    "read-only": { type: "boolean", alias: "r", description: "Watch without being able to type" },
  },
  examples: [
    ["overstory attach SESSION-001", "type into it; leave it with ^B d"],
    ["overstory attach SESSION-001 --read-only", "only watch"],
  ],
  run: async (args) => {
    if (!((await isTerminal(0)) && (await isTerminal(1))))
      throw usageError("attach needs a terminal", "to read what a session wrote: overstory logs SESSION");
    const client = await connect(await projectOf(args));
    const argv = await client.attach(args.session, args["read-only"]);
    // tmux refuses to attach from inside another tmux, though this is another server.
    const { TMUX: _, ...env } = process.env;
    const child = Bun.spawn(argv, { stdin: "inherit", stdout: "inherit", stderr: "inherit", env });
    return await child.exited;
  },
});
