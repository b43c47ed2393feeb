/** POST /runs/goal */
export interface GoalRequest {
  goal: string;
  runtime?: string | undefined;
  /** For a coordinator of the shell runtime. */
  command?: string | undefined;
  maxAgents?: number | undefined;
  budgetUsd?: number | undefined;
  budgetTokens?: number | undefined;
  base?: string | undefined;
  into?: string | undefined;
  planFirst?: boolean | undefined;
  /** Gates on the merged result. */
  gates?: string[] | undefined;
  requestId: string;
}

/** POST /runs/:key/resume: what was named replaces the run's budget. */
export interface ResumeRequest {
  budgetUsd?: number | undefined;
  budgetTokens?: number | undefined;
}
