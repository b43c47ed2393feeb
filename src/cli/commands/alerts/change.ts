import type { Client } from "../../../api/client.ts";
import type { AlertView } from "../../../api/contract/alert.ts";
import { usageError } from "../../../errors.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { inert } from "../../render/text.ts";

const KEYS = {
  type: "positional",
  required: false,
  valueHint: "ALERT...",
  description: "Keys: ALERT-001",
} as const;

export const alertsAck = defineCommand({
  args: {
    alert: KEYS,
    all: { type: "boolean", description: "Every open one" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory alerts ack ALERT-003", "you have seen it: no reminders"],
    ["overstory alerts ack --all", "you have seen them all"],
  ],
  run: async (args) => {
    if (args.all === args.alert.length > 0)
      throw usageError("overstory alerts ack: name the alerts, or --all", "overstory alerts lists them");
    const client = await connect(await projectOf(args));
    const keys = args.all ? await openKeys(client) : args.alert;
    const changed: AlertView[] = [];
    for (const key of keys) changed.push(await client.ackAlert(key));
    show(changed, args.json);
    return 0;
  },
});

export const alertsResolve = defineCommand({
  args: { alert: KEYS, json: JSON_ARG },
  examples: [
    ["overstory alerts resolve ALERT-003", "it is dealt with; raised anew only when it comes back"],
    ["overstory alerts resolve ALERT-003 ALERT-004 --json", "several, for scripts"],
  ],
  run: async (args) => {
    if (args.alert.length === 0)
      throw usageError("overstory alerts resolve: name the alerts", "overstory alerts lists them");
    const client = await connect(await projectOf(args));
    const changed: AlertView[] = [];
    for (const key of args.alert) changed.push(await client.resolveAlert(key));
    show(changed, args.json);
    return 0;
  },
});

async function openKeys(client: Client): Promise<string[]> {
  const open = await client.alerts(false);
  return open.flatMap(({ key, state }) => (state === "raised" ? [key] : []));
}

function show(alerts: readonly AlertView[], json: boolean): void {
  if (json) printJson({ alerts });
  else if (alerts.length === 0) console.log("there is none that nobody has acknowledged");
  else for (const { key, state, message } of alerts) console.log(`${key} is ${state}: ${inert(message)}`);
}
