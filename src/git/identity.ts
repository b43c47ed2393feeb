import type { Git } from "./git.ts";

const FALLBACK = { NAME: "overstory", EMAIL: "overstory@localhost" };

/** Environment for making a commit: the user's own identity, or overstory's where the user has set none. */
export async function commitIdentity(git: Git): Promise<Record<string, string>> {
  const configured = await configuredFields(git);
  const has = (role: string, field: string) =>
    Boolean(process.env[`GIT_${role}_${field}`]) ||
    configured.has(`${role}.${field}`.toLowerCase()) ||
    configured.has(`user.${field}`.toLowerCase()) ||
    (field === "EMAIL" && Boolean(process.env.EMAIL));
  const missing = ["AUTHOR", "COMMITTER"].filter((role) => !(has(role, "NAME") && has(role, "EMAIL")));
  return Object.fromEntries(
    missing.flatMap((role) =>
      Object.entries(FALLBACK).map(([field, value]) => [`GIT_${role}_${field}`, value]),
    ),
  );
}

async function configuredFields(git: Git): Promise<Set<string>> {
  const args = ["config", "-z", "--get-regexp", "^(user|author|committer)\\.(name|email)$"];
  const result = await git.attempt(args);
  if (result.exitCode > 1) throw git.failure(args, result);
  const pairs = result.stdout.split("\0").map((record) => record.split("\n"));
  return new Set(pairs.flatMap(([key, value]) => (key && value?.trim() ? [key] : [])));
}
