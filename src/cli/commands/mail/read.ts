import { acrossDaemons } from "../../across-daemons.ts";
import { defineCommand, JSON_ARG } from "../../command.ts";
import { printJson, printLines } from "../../output.ts";
import { mailPage } from "../../render/mail-page.ts";
import { standardScreen } from "../../terminal.ts";
import { workplace } from "../../work.ts";

export const mailRead = defineCommand({
  args: {
    mail: { type: "positional", description: "Key of the mail" },
    json: JSON_ARG,
  },
  examples: [
    ["overstory mail read MAIL-004", "the whole of it; from now on you have read it, and nobody else"],
    ["overstory mail read MAIL-004 --json", "for scripts"],
  ],
  run: async (args) => {
    const place = await workplace(args);
    const mail = await acrossDaemons(place, () => place.client.team.readMail(args.mail));
    if (args.json) printJson({ mail });
    else printLines(mailPage(mail, await standardScreen()));
    return 0;
  },
});
