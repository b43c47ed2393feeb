import type { Client } from "../../api/client.ts";
import type { AdoptionRequest, AdoptionView } from "../../api/contract/adoption.ts";
import type { SessionView } from "../../api/contract/session.ts";
import { OverstoryError, usageError } from "../../errors.ts";
import type { ProjectPaths } from "../../paths.ts";
import { readTarget } from "../adopt-target.ts";
import { askYesNo, mayAsk } from "../ask.ts";
import { defineCommand, JSON_ARG } from "../command.ts";
import { connect } from "../daemon/connect.ts";
import { liveEvents } from "../live/feed.ts";
import { INTERRUPTED } from "../live/interrupt.ts";
import { printJson, printLines, remark } from "../output.ts";
import { projectOf } from "../project.ts";
import { adoptionPage } from "../render/adoption-page.ts";
import { inert } from "../render/text.ts";
import { standardScreen } from "../terminal.ts";

/** The old process may take its grace to end, and the new one some seconds to come up. */
const PATIENCE_MS = 60_000;

export const adopt = defineCommand({
  args: {
    agent: {
      type: "positional",
      description: "Its pane in your tmux (%5), its process id, or its conversation's id",
    },
    runtime: {
      type: "string",
      valueHint: "NAME",
      description: "What kind of agent it is, where that is open",
    },
    task: { type: "string", valueHint: "TASK", description: "The task that it gets" },
    name: { type: "string", valueHint: "NAME", description: "Name of its session" },
    yes: { type: "boolean", alias: "y", description: "Do not ask" },
    force: { type: "boolean", description: "Although it is in the middle of a turn, which is broken off" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory adopt %5", "the agent in that pane of your tmux"],
    ["overstory adopt 4711 --task TASK-002", "by its process, and give it a task"],
    ["overstory adopt 6f1c… --runtime claude --yes", "by its conversation, which may rest"],
  ],
  run: async (args) => {
    const paths = await projectOf(args);
    const { runtime, name, task, force } = args;
    const request = { target: await readTarget(args.agent), runtime, name, task, force };
    const client = await connect(paths);
    const plan = await client.adopt(request);
    if (!args.yes) {
      if (!(await mayAsk(args))) throw unasked(plan, args.agent);
      printLines(adoptionPage(plan, await standardScreen()));
      const answer = await askYesNo("Take it over?");
      if (answer === undefined) return INTERRUPTED;
      if (!answer) return 0;
    }
    const session = await takeOver(client, paths, { ...request, conversation: plan.conversation });
    if (args.json) printJson({ session });
    else report(session);
    return session.endedAt === null ? 0 : 1;
  },
});

const unasked = ({ runtime, conversation, pid }: AdoptionView, agent: string): OverstoryError =>
  usageError(
    `${runtime} ${conversation} is taken over only after a yes${pid === null ? "" : `: its process ${pid} is ended`}`,
    `overstory adopt ${agent} --yes`,
  );

/** Answers its session once its agent has come up, or has not; as it is then. */
async function takeOver(client: Client, paths: ProjectPaths, request: AdoptionRequest): Promise<SessionView> {
  const { cursor } = await client.status();
  const { session: key } = await client.adopt(request);
  if (key === null) throw new OverstoryError("internal", "the daemon has only looked at the agent");
  remark(`${key} is being taken over`);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  for await (const { kind } of liveEvents(client, paths, { after: cursor, session: key }, patience))
    if (kind === "session.working" || kind === "session.completed" || kind === "session.zombie") break;
  return await client.session(key);
}

function report(session: SessionView): void {
  const { key, name, state, endedAt, reason } = session;
  if (endedAt !== null) remark(`${key} could not be taken over: ${inert(reason ?? "it has ended")}`);
  else if (state === "booting")
    console.log(`${key} (${inert(name)}) is not up yet; see: overstory why ${key}`);
  else console.log(`${key} (${inert(name)}) goes on with it; see it: overstory attach ${key}`);
}
