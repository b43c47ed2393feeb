import type { Services } from "../services.ts";

export const metricsRoutes = ({ work }: Pick<Services, "work">) => ({
  "/metrics": { GET: () => Response.json({ metrics: work.metrics() }) },
});
