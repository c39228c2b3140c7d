import type { DoctorReport } from '../jobs/doctor/run-doctor.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

const marks = { ok: 'ok', problem: 'PROBLEM', skipped: '-' } as const;

/** One line a check, with what to do below those that found a problem or an offer. */
export function printDoctor({ checks }: DoctorReport): void {
  const rows = checks.flatMap(({ name, state, found, hint, required }) => [
    [state === 'problem' && !required ? 'missing' : marks[state], name, found],
    ...(hint === undefined ? [] : [['', '', `-> ${hint}`]]),
  ]);
  for (const line of formatTable(rows, { width: terminalWidth() })) console.log(line);
}
