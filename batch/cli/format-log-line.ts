const fixed = new Set(['level', 'time', 'run', 'job', 'step', 'msg', 'ended']);

/** A line of a run's log for a person: time (UTC), level unless it is info, step, message, the other fields. */
export function formatLogLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    // Cut short by a kill in the middle of a write.
    return line;
  }
  const { level, time, step, msg } = entry;
  const others = Object.entries(entry)
    .filter(([name, value]) => !fixed.has(name) && value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [
    String(time).slice(0, 19).replace('T', ' '),
    ...(level === 'info' ? [] : [String(level).toUpperCase()]),
    ...(step === undefined ? [] : [`[${String(step)}]`]),
    String(msg ?? ''),
    ...others,
  ].join(' ');
}
