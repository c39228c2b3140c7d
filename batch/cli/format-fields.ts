import { formatJson } from './format-json.ts';
import { formatTable } from './format-table.ts';

/** A report as lines `key  value`, nested keys dotted, empty values left out. */
export function formatFields(
  fields: Record<string, unknown>,
  options: { width: number; indent?: number },
): string[] {
  return formatTable(flatten(fields), options);
}

function flatten(fields: Record<string, unknown>, prefix = ''): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value.length === 0 ? [] : [[prefix + name, value.map(text).join(', ')]];
    if (typeof value === 'object') return flatten(value as Record<string, unknown>, `${prefix}${name}.`);
    return [[prefix + name, text(value)]];
  });
}

function text(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
  return typeof value === 'object' ? formatJson(value) : String(value);
}
