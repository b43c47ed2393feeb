import type { RuntimeSettings } from "../../config/runtimes.ts";
import type { Installation } from "../installation.ts";

/** Of a CLI that nothing is known of only its being there can be told. */
export const ownInstallation = (name: string, { command, env }: RuntimeSettings): Installation => ({
  tested: null,
  check: async (_root, environment) => {
    const path = Bun.which(command ?? name, { PATH: env.PATH ?? environment.PATH ?? "" });
    if (path !== null) return [{ name, state: "ok", message: path, hint: null, repair: null }];
    return [
      {
        name,
        state: "failed",
        message: `${command ?? name} is not in the daemon's PATH`,
        hint: `install it, or mend runtimes.${name}.command in overstory.config.ts`,
        repair: null,
      },
    ];
  },
});
