import { createConsola } from "consola/basic";

export type Logger = Pick<ReturnType<typeof createConsola>, "debug" | "info" | "warn" | "error">;

/** The daemon's own log: one line a fact with its UTC time, on standard error (the starter points that at daemon.log). */
export function createLogger(level: "debug" | "info" = "info"): Logger {
  return createConsola({
    level: level === "debug" ? 4 : 3,
    reporters: [
      {
        log: ({ date, type, args }) => {
          const words = args.map((arg) =>
            arg instanceof Error
              ? (arg.stack ?? arg.message)
              : typeof arg === "string"
                ? arg
                : JSON.stringify(arg),
          );
          console.error(`${date.toISOString()} ${type.padEnd(5)} ${words.join(" ")}`);
        },
      },
    ],
  });
}
