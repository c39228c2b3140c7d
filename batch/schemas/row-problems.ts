import type { z } from 'zod';
import { kindOfValue } from './kind-of-value.ts';

export interface RowProblem {
  /** As the file counts: of JSON Lines the line, otherwise from 1, a header not counted. */
  row: number;
  /** Dotted path; empty for the row as a whole. */
  field: string;
  /** The kind of the value, never the value. */
  found: string;
  expected: string;
}

/** What a schema objects to in one row. */
export function rowProblems(row: number, value: unknown, issues: readonly z.core.$ZodIssue[]): RowProblem[] {
  return issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const path = [...issue.path, issue.keys[0] ?? ''];
      const more = issue.keys.length > 1 ? ` and ${issue.keys.length - 1} more` : '';
      return {
        row,
        field: fieldName(path),
        found: `a field that is not known${more}`,
        expected: 'only known fields',
      };
    }
    return {
      row,
      field: fieldName(issue.path),
      found: kindOfValue(valueAt(value, issue.path)),
      expected: wanted(issue),
    };
  });
}

/** What zod says, without what it received: of that `found` says more. */
function wanted(issue: z.core.$ZodIssue): string {
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/, received .*$/s, '')
    .replace(/^expected /, '')
    .slice(0, 300);
}

/** A name that looks like one; anything else in its place may be a value, such as the key of a person. */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part) =>
      typeof part === 'number' || /^[A-Za-z_][\w -]{0,63}$/.test(String(part)) ? String(part) : '?',
    )
    .join('.');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[part];
  }
  return found;
}
