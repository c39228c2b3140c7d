import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import { type ContentPolicy, contentPolicySchema } from '../../../shared/contracts/content-policy.ts';
import { readJsonFile } from './read-json-file.ts';

const schema = contentPolicySchema.superRefine(({ rules }, context) => {
  const ids = new Set<string>();
  for (const [index, { id, values }] of rules.entries()) {
    const refuse = (message: string, ...path: PropertyKey[]) =>
      context.addIssue({ code: 'custom', message, path: ['rules', index, ...path] });
    if (ids.has(id)) refuse('the id stands there twice');
    ids.add(id);
    const empty = values.findIndex((value) => cleanText(value) === '');
    if (empty >= 0) refuse('no visible character', 'values', empty);
  }
});

/** A content policy from a JSON file. Throws INVALID_DATA naming the rule that is wrong; no message holds its values. */
export async function readPolicyFile(path: string): Promise<ContentPolicy> {
  return readJsonFile(path, schema, {
    kind: 'policy',
    hint: 'A policy is JSON such as {"rules": [{"id": "some-name", "subject": "tag", "values": ["a name"]}]}.',
    placeOf,
  });
}

/** Rules are named by their id where they have one, else by their number from 1. */
function placeOf(value: unknown, path: readonly PropertyKey[]): string {
  const [top, index, ...rest] = path;
  if (top !== 'rules' || typeof index !== 'number') return path.join('.');
  const { id } = ((value as { rules: unknown[] }).rules[index] ?? {}) as { id?: unknown };
  const rule = typeof id === 'string' && id !== '' ? `rule "${id.slice(0, 100)}"` : `rule ${index + 1}`;
  return [rule, ...(rest.length > 0 ? [rest.join('.')] : [])].join(', ');
}
