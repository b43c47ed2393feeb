/** POST /hooks/pre-delegate answers this; names are those that its callers know. */
export interface DelegationAnswer {
  should_resume: boolean;
  reason: string;
  agent_id: string | null;
  resume_metadata: {
    previous_phase: string;
    created_at: string;
    history: { from_phase: string; to_phase: string; timestamp: string }[];
    session_metadata: Record<string, unknown>;
    error_count: number;
    last_error: string | null;
    context: unknown;
  } | null;
  original_context: unknown;
}

/** POST /hooks/subagent-stop */
export interface SubagentStopAnswer {
  ok: boolean;
  reason: string;
  agent_id: string | null;
}
