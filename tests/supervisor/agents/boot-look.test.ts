import { expect, test } from "bun:test";
import type { Report } from "../../../src/domain/watchdog/report.ts";
import { BootLook } from "../../../src/supervisor/agents/boot-look.ts";
import { until } from "../../support/wait.ts";
import { type Screened, screened } from "./screened.ts";
import { TOLD } from "./spooled.ts";

/** Looks at the session, and what it reports of it. */
function look(it: Screened) {
  const reports: Report[] = [];
  const looks = new BootLook(
    { ...it.world, clock: () => it.test.clock.now },
    it.reader,
    async (_, report) => {
      reports.push(report);
    },
  );
  looks.watch(it.session.id);
  return { looks, reports };
}

test("a dialog before any hook is a wait that is told once, and over when it is gone; a hook's agent is not ready by its screen", async () => {
  await using it = await screened("booting");
  it.test.clock.now += 60_000;
  await it.show("asks: Do you trust this folder?");
  const { looks, reports } = look(it);
  await until("it is told", () => reports.length > 0);
  expect(reports).toEqual([
    {
      kind: "wait",
      attention: "permission",
      reason: "Do you trust this folder? (overstory attach SESSION-001)",
    },
  ]);
  await it.show("ready");
  await until("its end is told", () => reports.length > 1);
  expect(reports.slice(1)).toEqual([{ kind: "working" }]);
  expect(it.now().state).toBe("booting");
  looks.close();
});

test("an agent that tells by its screen that it is ready works from then on", async () => {
  const abilities = { ...TOLD.abilities, readyBy: "screen" } as const;
  await using it = await screened("booting", { abilities });
  const { looks, reports } = look(it);
  await it.show("ready");
  await until("it works", () => it.now().state === "working");
  expect(it.now().phase).toBe("executing");
  expect(it.told()).toContain("session.ready");
  expect(reports).toEqual([]);
  looks.close();
});
