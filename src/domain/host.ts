/** How full the machine is. null: it cannot be told here, which holds nothing back. */
export interface HostLoad {
  /** Average of one minute, for each core. */
  loadPerCore: number | null;
  availableMib: number | null;
}

export interface HostLimits {
  maxLoad: number | null;
  minMemoryMib: number | null;
}

/** Why there is no room for one more agent; null when there is. */
export function whyHostIsFull({ loadPerCore, availableMib }: HostLoad, limits: HostLimits): string | null {
  const { maxLoad, minMemoryMib } = limits;
  if (minMemoryMib !== null && availableMib !== null && availableMib < minMemoryMib)
    return `the machine has ${availableMib} MiB of memory left, and an agent is begun with ${minMemoryMib} (host.minMemoryMib)`;
  if (maxLoad !== null && loadPerCore !== null && loadPerCore > maxLoad)
    return `the machine's load is ${loadPerCore.toFixed(1)} a core, and an agent is begun up to ${maxLoad} (host.maxLoad)`;
  return null;
}
