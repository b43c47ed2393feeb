/**
 * The shell that this command was typed in, as `PID:START`: the leader of its session. Read without starting a process;
 * undefined where the system does not tell.
 */
export const readShell = (): Promise<string | undefined> =>
  process.platform === "linux" ? readFromProc() : readFromKernel();

async function readFromProc(): Promise<string | undefined> {
  const own = await readText("/proc/self/stat");
  const leader = own === undefined ? 0 : Number(statFields(own)[3]);
  if (!(leader > 0)) return undefined; // in another container
  const [stat, boot] = await Promise.all([
    readText(`/proc/${leader}/stat`),
    readText("/proc/sys/kernel/random/boot_id"),
  ]);
  const startTicks = stat === undefined ? undefined : statFields(stat)[19];
  return startTicks && boot ? `${leader}:${startTicks}@${boot.trim()}` : undefined;
}

/** From the state on: the name before it may hold anything. */
const statFields = (text: string): string[] => text.slice(text.lastIndexOf(")") + 2).split(" ");

async function readText(path: string): Promise<string | undefined> {
  try {
    return await Bun.file(path).text();
  } catch {
    return undefined; // gone, or not ours to read: then it is not known
  }
}

const KERN_PROC_PID = [1, 14, 1] as const;
/** Size of `struct kinfo_proc`, which begins with the start time: seconds in 8 bytes. */
const KINFO_BYTES = 648;

/** macOS: the start date as `ps -o lstart` prints it, in UTC. */
async function readFromKernel(): Promise<string | undefined> {
  const { dlopen, ptr } = await import("bun:ffi");
  const { symbols } = dlopen("/usr/lib/libSystem.B.dylib", {
    getsid: { args: ["i32"], returns: "i32" },
    sysctl: { args: ["ptr", "u32", "ptr", "ptr", "ptr", "u64"], returns: "i32" },
  });
  const leader = symbols.getsid(0);
  if (leader <= 0) return undefined;
  const info = new DataView(new ArrayBuffer(KINFO_BYTES));
  const size = new BigUint64Array([BigInt(KINFO_BYTES)]);
  const name = new Int32Array([...KERN_PROC_PID, leader]);
  if (symbols.sysctl(ptr(name), name.length, ptr(info), ptr(size), null, 0) !== 0) return undefined;
  if (size[0] !== BigInt(KINFO_BYTES)) return undefined; // it has ended
  return `${leader}:${asPsPrints(new Date(Number(info.getBigInt64(0, true)) * 1000))}`;
}

/** `Sat Jan 31 14:05:09 2026`, the day padded to two columns. */
export function asPsPrints(date: Date): string {
  const [weekday = "", day = "", month = "", year = "", time = ""] = date.toUTCString().split(" ");
  return `${weekday.slice(0, 3)} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`;
}
