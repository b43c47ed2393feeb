import { describe } from "bun:test";
import type { RuntimeSettings } from "../../src/config/runtimes.ts";
import type { ScreenReading } from "../../src/domain/agent/screen-reading.ts";
import type { Runtime } from "../../src/runtimes/runtime.ts";
import { keepsItsWord } from "./conformance/abilities.ts";
import { readsHooks } from "./conformance/hooks.ts";
import { launches } from "./conformance/launch.ts";
import { tellsRoles } from "./conformance/roles.ts";
import { readsScreens } from "./conformance/screens.ts";
import { keepsSecrets } from "./conformance/secrets.ts";

export interface Conforming {
  name: string;
  make(name: string, entry: RuntimeSettings): Runtime;
  /** Folders in `tests/runtimes/fixtures`, one a version: their hooks must be known, their screens are read as labelled. */
  recorded?: Record<string, { screens: Record<string, ScreenLabel> }>;
  /** Events in `hooks.jsonl` of which the adapter makes no signal on purpose, because another one tells the same. */
  silent?: readonly string[];
}

/** What is to be read from a screen; what is left out may be anything. */
export interface ScreenLabel extends Partial<Omit<ScreenReading, "dialog" | "fault">> {
  /** Kind of its dialog, and the keys for each answer that must be among its options. */
  dialog?: null | { what: string; keys?: Record<string, readonly string[]> };
  /** Cause of the fault. */
  fault?: string | null;
}

/** What every adapter of a CLI must do, whatever the CLI. */
export function conforms(subject: Conforming): void {
  describe(`${subject.name} conforms`, () => {
    launches(subject);
    tellsRoles(subject);
    keepsSecrets(subject);
    readsHooks(subject);
    readsScreens(subject);
    keepsItsWord(subject);
  });
}
