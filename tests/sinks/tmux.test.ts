import { expect, test } from "bun:test";
import { OverstoryError } from "../../src/errors.ts";
import { tmux } from "../../src/sinks/tmux.ts";
import { message } from "../domain/alerting/samples.ts";

test("what counts is in how many terminals it is shown; in none is no fault, and no answer may pass", async () => {
  const shown: string[] = [];
  const inTerminals = (count: number) =>
    tmux(async (text) => {
      shown.push(text);
      return count;
    })(message());
  expect(await inTerminals(2)).toEqual({ accepted: true, proof: "shown in 2 terminals" });
  expect(shown).toEqual(["repo: warning: SESSION-003: parser waits for a permission"]);
  expect(await inTerminals(0)).toMatchObject({ accepted: false, retry: false, isUnheard: true });
  const hung = tmux(() => Promise.reject(new OverstoryError("timeout", "the tmux server did not answer")));
  expect(await hung(message())).toEqual({
    accepted: false,
    why: "tmux does not answer (timeout)",
    retry: true,
  });
});
