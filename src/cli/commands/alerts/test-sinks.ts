import { defineCommand, JSON_ARG } from "../../command.ts";
import { connect } from "../../daemon/connect.ts";
import { printJson } from "../../output.ts";
import { projectOf } from "../../project.ts";
import { describeDelivery } from "../../render/alert-lines.ts";
import { inert } from "../../render/text.ts";

export const alertsTest = defineCommand({
  args: {
    sink: { type: "string", valueHint: "NAME", description: "Only through this one" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory alerts test", "send a test through every sink; exit code 1 if one does not take it"],
    ["overstory alerts test --sink slack", "through one of them"],
  ],
  run: async (args) => {
    const client = await connect(await projectOf(args));
    const alert = await client.testAlerts(args.sink);
    if (args.json) printJson({ alert });
    else
      for (const delivery of alert.deliveries)
        console.log(inert(`${delivery.sink}: ${describeDelivery(delivery)}`));
    return alert.deliveries.every(({ state }) => state === "sent") ? 0 : 1;
  },
});
