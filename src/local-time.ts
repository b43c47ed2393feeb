/** `2026-01-31 14:05`, in local time. */
export function localTime(ms: number): string {
  const at = new Date(ms);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${day.join("-")} ${at.toTimeString().slice(0, 5)}`;
}
