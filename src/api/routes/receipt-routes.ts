import * as v from "valibot";
import { FilledText } from "../../config/fields.ts";
import { parse } from "../../schema.ts";
import { readQuery } from "../respond.ts";
import type { TeamServices } from "../team-services.ts";

const ReceiptQuery = v.strictObject({ subject: FilledText });

export const receiptRoutes = ({ team }: { team: Pick<TeamServices, "receipts"> }) => ({
  "/receipts": {
    GET: async (request: Request) => {
      const { subject } = parse(ReceiptQuery, readQuery(request), "receipt");
      return Response.json({ receipt: await team.receipts.of(subject) });
    },
  },
});
