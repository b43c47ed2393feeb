import { expect, test } from "bun:test";
import {
  messageLine,
  messageSeverity,
  messageText,
  messageTitle,
} from "../../../src/domain/alerting/message-text.ts";
import { message } from "./samples.ts";

test("one alert: what and where in the title, what is the case and what to do in the text", () => {
  expect(messageTitle(message())).toBe("repo: warning: SESSION-003");
  expect(messageText(message())).toBe(
    "parser waits for a permission\noverstory attach SESSION-003\nALERT-001",
  );
  expect(messageLine(message())).toBe("repo: warning: SESSION-003: parser waits for a permission");
});

test("two hundred alerts: how many, how many of them critical, and the first of them", () => {
  const many = message(
    ...Array.from({ length: 200 }, (_, n) => ({
      severity: n < 3 ? ("critical" as const) : ("warning" as const),
    })),
  );
  expect(messageTitle(many)).toBe("repo: 200 alerts, 3 critical");
  const lines = messageText(many).split("\n");
  expect(lines).toHaveLength(22);
  expect(lines[0]).toBe("- critical: SESSION-003: parser waits for a permission");
  expect(lines.slice(-2)).toEqual(["… 180 more", "overstory alerts"]);
});

test("what is over is called resolved, has no hint, and is not as bad as it was", () => {
  const [told] = message({ severity: "critical" }).alerts;
  if (!told) throw new Error("the message is empty");
  const over = { ...message(), alerts: [{ ...told, news: "resolved" as const }] };
  expect(messageTitle(over)).toBe("repo: resolved: SESSION-003");
  expect(messageText(over)).toBe("parser waits for a permission\nALERT-001");
  expect(messageSeverity(over)).toBe("info");
});
