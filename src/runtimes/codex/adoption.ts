import { constants } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { Glob } from "bun";
import * as v from "valibot";
import type { RuntimeSettings } from "../../config/runtimes.ts";
import { systemCode } from "../../errors.ts";
import type { Adoption, FoundAgent } from "../adoption.ts";
import { codexHome } from "./home.ts";

const ROLLOUT = /^rollout-.*-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/;
const ID = /^[0-9a-f-]{36}$/;
/** Of what a file was opened with. */
const ACCESS_MODE = 3;
/** Its first line holds all instructions. */
const HEAD_BYTES = 1024 * 1024;

const Head = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ type: v.literal("session_meta"), payload: v.object({ cwd: v.string() }) }),
);

/** Finds agents by the file of their conversation, which a running one holds open. */
export function codexAdoption(entry: RuntimeSettings): Adoption {
  return {
    byHand: (conversation) => `${entry.command ?? "codex"} resume ${conversation}`,
    byProcess: async (pid) => {
      const path = (await openRollout(pid)) ?? (await openRolloutOfChild(pid));
      return path === undefined ? null : agentOf(path, pid);
    },
    byConversation: async (id, environment) => {
      const path = ID.test(id)
        ? await findRollout(join(codexHome(entry, environment), "sessions"), id)
        : undefined;
      return path === undefined ? null : agentOf(path, null);
    },
  };
}

/** The rollout that the process writes; only where the system has /proc. */
async function openRollout(pid: number): Promise<string | undefined> {
  const folder = `/proc/${pid}/fd`;
  const links = await orNothing(readdir(folder), []);
  for (const link of links) {
    const target = await orNothing(readlink(join(folder, link)), "");
    if (ROLLOUT.test(basename(target)) && (await isWriting(pid, link))) return target;
  }
  return undefined;
}

/** Whoever only reads it, such as a person's `tail -f`, is no agent. */
async function isWriting(pid: number, descriptor: string): Promise<boolean> {
  const info = await orNothing(Bun.file(`/proc/${pid}/fdinfo/${descriptor}`).text(), "");
  const flags = /^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? "0";
  return (Number.parseInt(flags, 8) & ACCESS_MODE) !== constants.O_RDONLY;
}

/** What npm installs is a script that runs the program beneath it. */
async function openRolloutOfChild(pid: number): Promise<string | undefined> {
  const children = await orNothing(Bun.file(`/proc/${pid}/task/${pid}/children`).text(), "");
  for (const child of children.split(" ").filter(Boolean)) {
    const path = await openRollout(Number(child));
    if (path !== undefined) return path;
  }
  return undefined;
}

async function findRollout(sessions: string, id: string): Promise<string | undefined> {
  const search = new Glob(`*/*/*/rollout-*-${id}.jsonl`).scan({ cwd: sessions, absolute: true });
  return orNothing(
    search.next().then(({ value }) => value),
    undefined,
  );
}

async function agentOf(path: string, pid: number | null): Promise<FoundAgent | null> {
  const [, conversation] = ROLLOUT.exec(basename(path)) ?? [];
  const [head = ""] = (await orNothing(Bun.file(path).slice(0, HEAD_BYTES).text(), "")).split("\n", 1);
  const parsed = v.safeParse(Head, head);
  if (conversation === undefined || !parsed.success) return null;
  return { conversation, folder: parsed.output.payload.cwd, pid, isBusy: null };
}

/** What went away in the meantime, or belongs to someone else, is not there. */
async function orNothing<T, N>(work: Promise<T>, nothing: N): Promise<T | N> {
  try {
    return await work;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return nothing;
  }
}
