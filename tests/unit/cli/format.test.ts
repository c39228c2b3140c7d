import { expect, it } from 'vitest';
import { formatDuration } from '../../../batch/cli/format-duration.ts';
import { formatFields } from '../../../batch/cli/format-fields.ts';
import { formatJson } from '../../../batch/cli/format-json.ts';
import { formatLogLine } from '../../../batch/cli/format-log-line.ts';
import { formatTable } from '../../../batch/cli/format-table.ts';
import { terminalWidth } from '../../../batch/cli/terminal-width.ts';

it.each([
  [0, '0.0 s'],
  [9.94, '9.9 s'],
  [10, '10 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
  [273_600, '3 d 4 h'],
])('formatDuration(%d) is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('formatTable() aligns columns and wraps the last one within the width', () => {
  const rows = [
    ['a', 'one two three four five six'],
    ['longer', 'x'],
  ];
  // 30 columns: 2 of indent, 6 + 2 of the first column, 20 for the text.
  expect(formatTable(rows, { width: 30, indent: 2 })).toEqual([
    '  a       one two three four',
    '          five six',
    '  longer  x',
  ]);
  expect(formatTable([], { width: 30 })).toEqual([]);
});

it('formatFields() names what is nested by dotted keys and leaves out what is empty', () => {
  const fields = { a: 1, b: { c: 0.123456, d: null }, e: [], f: ['x', { y: 1 }], g: true };
  expect(formatFields(fields, { width: 80 })).toEqual([
    'a    1',
    'b.c  0.1235',
    'f    x, {"y":1}',
    'g    true',
  ]);
});

it('formatJson() can wrap and cuts hashes', () => {
  expect(formatJson({ a: 1, b: ['x', { c: 'ab'.repeat(32) }] })).toBe(
    '{"a":1, "b":["x", {"c":"abababababab…"}]}',
  );
});

it('formatLogLine() shows time, level, step, message and the rest; a line cut short as it is', () => {
  const entry = {
    level: 'warn',
    time: '2026-01-02T03:04:05.678Z',
    run: 'r',
    job: 'j',
    step: 's',
    rows: 2,
    msg: 'hm',
  };
  expect(formatLogLine(JSON.stringify(entry))).toBe('2026-01-02 03:04:05 WARN [s] hm rows=2');
  expect(formatLogLine('{"level":"in')).toBe('{"level":"in');
});

it('terminalWidth() is at most 100 and heeds COLUMNS where there is no terminal', () => {
  expect(terminalWidth({ COLUMNS: '80' })).toBe(80);
  expect(terminalWidth({ COLUMNS: '300' })).toBe(100);
  expect(terminalWidth({})).toBe(100);
});
