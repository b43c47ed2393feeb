import type { ContextKind } from "../../domain/context.ts";

/** GET /sessions/:key/context */
export interface ContextView {
  session: string;
  /** From the project up; the last one is what it does now. */
  frames: {
    depth: number;
    kind: ContextKind;
    /** Of the sprint or the task; the project's name. */
    key: string;
    title: string;
    pushedAt: string;
    activeMs: number;
  }[];
}

/** POST /sessions/:key/context/push, POST …/pop, POST …/clear */
export interface PushRequest {
  kind: Exclude<ContextKind, "project">;
  key: string;
}

export interface PopRequest {
  /** Must be on top, else `through`. Absent: the top. */
  key?: string | undefined;
  through?: boolean | undefined;
}
