import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second on every common platform. */
const msATick = 10;

/** CPU time (user and system) that a process has used, in ms, or null where the system has no /proc. */
export async function cpuTime(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the command in parentheses, which may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? null : (Number(fields[11]) + Number(fields[12])) * msATick;
}
