import { expect, test } from "bun:test";
import { served } from "../support/served.ts";

test("an agent may read what was said in its own conversation only", async () => {
  await using t = served();
  const { session, client } = t.spawned("one");
  const other = t.spawned("two").session;
  await expect(client.transcript(other.key, 1)).rejects.toMatchObject({ code: "forbidden" });
  // Its own, and a person any, are refused only because a command keeps no transcript.
  for (const [asking, key] of [
    [client, session.key],
    [t.as(), other.key],
  ] as const)
    await expect(asking.transcriptAfter(key, 0)).rejects.toMatchObject({
      code: "conflict",
      hint: expect.stringContaining(`overstory logs ${key}`),
    });
});
