import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultCatalogueRules } from '../../../batch/validate/rules/default-catalogue-rules.ts';
import { defaultEventRules } from '../../../batch/validate/rules/default-event-rules.ts';
import { readRuleSet } from '../../../batch/validate/rules/read-rule-set.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

async function read(dataset: 'events' | 'catalogue', content: unknown) {
  const file = path.join(newTempFolder(), 'rules.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readRuleSet(dataset, file);
}

const rule = (more: Record<string, unknown>) => ({
  dataset: 'catalogue',
  rules: [{ id: 'r', field: 'title', check: 'required', severity: 'warn', ...more }],
});

describe('readRuleSet()', () => {
  it('is the defaults without a file, and fills in what a file leaves out', async () => {
    expect(await readRuleSet('events', null)).toBe(defaultEventRules);
    const set = await read('catalogue', {
      dataset: 'catalogue',
      maxRejectShare: 0.2,
      thresholds: { validity: { minimum: 0.5, severity: 'fail' } },
    });
    expect(set).toEqual({
      ...defaultCatalogueRules,
      maxRejectShare: 0.2,
      thresholds: { ...defaultCatalogueRules.thresholds, validity: { minimum: 0.5, severity: 'fail' } },
    });
  });

  it.each([
    ['no JSON', 'rules', 'it is no JSON'],
    ['no object', '[]', 'no JSON object'],
    ['an unknown key', { dataset: 'catalogue', limit: 1 }, '"limit"'],
    [
      'rules of another dataset',
      { dataset: 'events', rules: [], expected: [] },
      'for events, not for catalogue',
    ],
    ['an unknown check', rule({ check: 'sql', params: { sql: 'true' } }), 'rules[0].check'],
    ['an unknown field', rule({ field: 'colour' }), '"colour" is no field of catalogue'],
    ['an unknown parameter', rule({ params: { where: 'true' } }), 'where'],
    ['a range of a text', rule({ check: 'range', params: { minimum: 1 } }), 'range takes a number or time'],
    [
      'a range without bounds',
      rule({ field: 'price_yen', check: 'range', params: {} }),
      'minimum or a maximum',
    ],
    [
      'a time as a number',
      rule({ field: 'released_at', check: 'range', params: { minimum: 5 } }),
      'must be ISO 8601 times',
    ],
    ['a reference of an item', rule({ field: 'external_id', check: 'reference' }), 'of events only'],
    [
      'fields that cannot be compared',
      rule({ field: 'price_yen', check: 'compare', params: { operator: '<', other: 'released_at' } }),
      'released_at is no number',
    ],
    [
      'an id twice',
      { dataset: 'catalogue', rules: [rule({}).rules[0], rule({}).rules[0]] },
      '"r" is there twice',
    ],
    ['a share above 1', { dataset: 'catalogue', maxRejectShare: 1.5 }, 'maxRejectShare'],
  ])('refuses %s', async (_name, content, why) => {
    await expect(read('catalogue', content)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      exitStatus: 2,
      message: expect.stringContaining(why),
    });
  });

  it('says which file is not there', async () => {
    const file = path.join(newTempFolder(), 'none.json');
    await expect(readRuleSet('events', file)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(file),
    });
  });
});
