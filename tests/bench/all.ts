import { benchCli } from "./cli.ts";
import { benchDeath } from "./death.ts";
import { benchHooks } from "./hooks.ts";
import { benchIdle } from "./idle.ts";
import { benchImport } from "./import.ts";
import { benchMail } from "./mail.ts";
import { benchMerge } from "./merge.ts";
import { benchPool } from "./pool.ts";
import { benchSpawn } from "./spawn.ts";
import { benchStatus } from "./status.ts";
import { benchStore } from "./store.ts";
import { benchWatchdog } from "./watchdog.ts";
import { benchWork } from "./work.ts";
import { inWorkplace } from "./workplace.ts";

for (const bench of [
  benchStore,
  benchCli,
  benchSpawn,
  benchPool,
  benchMail,
  benchMerge,
  benchIdle,
  benchStatus,
  benchDeath,
  benchWatchdog,
  benchHooks,
  benchImport,
  benchWork,
])
  await inWorkplace(bench);
