import type { z } from 'zod';
import { kindOf } from './kind-of.ts';

/**
 * Turns a zod issue into a sentence that names the field, the kind of what was received and what to send instead.
 * @param body what was parsed.
 */
export function describeIssue(issue: z.core.$ZodIssue, body: unknown): { field: string; message: string } {
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].join('.').slice(0, 100);
    return { field, message: `Cannot accept ${field}: there is no such field. Remove it` };
  }
  const received = issue.path.reduce<unknown>(
    (value, key) => (value === null || typeof value !== 'object' ? undefined : Reflect.get(value, key)),
    body,
  );
  const field = issue.path.join('.') || 'body';
  return { field, message: `Cannot accept ${field}: received ${kindOf(received)}. Send ${expected(issue)}` };
}

// Written out here rather than taken from zod's messages, of which some repeat what was received.
function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `one of type ${issue.expected}`;
    case 'too_small':
      return `${measure(issue.origin)} of at least ${issue.minimum}`;
    case 'too_big':
      return `${measure(issue.origin)} of at most ${issue.maximum}`;
    case 'invalid_value':
      return choice(issue.values);
    case 'invalid_union':
      return choice(('options' in issue && issue.options) || []);
    case 'invalid_format':
      return issue.format === 'datetime' ? 'an ISO 8601 time with offset' : `a valid ${issue.format}`;
    default:
      return 'what the API describes';
  }
}

function choice(values: readonly unknown[]): string {
  if (values.length === 0) return 'what the API describes';
  return values.map((value) => JSON.stringify(value)).join(' or ');
}

function measure(origin: string): string {
  if (origin === 'string') return 'a text with a length';
  return origin === 'array' ? 'a list with a length' : 'a number';
}
