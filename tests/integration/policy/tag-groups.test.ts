import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyTagGroups } from '../../../batch/jobs/content-policy/apply-tag-groups.ts';
import { readTagGroups } from '../../../batch/jobs/content-policy/read-tag-groups.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  await database.client.query(`
    truncate app.tags, app.tag_groups restart identity cascade;
    insert into app.tags (name) values ('a'), ('b'), ('c'), ('Ｄ')`);
});

const formats = { name: 'formats', useForTraining: false, show: true, tags: ['b', 'a'] };

describe('applyTagGroups()', () => {
  it('makes groups and says which tags are not there', async () => {
    const applied = await applyTagGroups(database.client, {
      // Stored before names were cleaned, Ｄ is found by its old form.
      groups: [formats, { name: 'inner', useForTraining: true, show: false, tags: ['none', 'Ｄ'] }],
    });
    expect(applied).toEqual({ groups: 2, changedTags: 3, unknownTags: ['none'] });
    expect(await readTagGroups(database.client)).toEqual({
      groups: [
        { ...formats, tags: ['a', 'b'] },
        { name: 'inner', useForTraining: true, show: false, tags: ['Ｄ'] },
      ],
    });
  });

  it('moves tags, lets go of those not listed any more, and leaves groups that are not named', async () => {
    await applyTagGroups(database.client, {
      groups: [formats, { name: 'kept', useForTraining: true, show: true, tags: ['c'] }],
    });
    // a leaves formats for nothing, b goes to other, c stays.
    const applied = await applyTagGroups(database.client, {
      groups: [
        { ...formats, show: false, tags: [] },
        { name: 'other', useForTraining: true, show: true, tags: ['b'] },
      ],
    });
    expect(applied.changedTags).toBe(2);
    const { groups } = await readTagGroups(database.client);
    expect(groups.map(({ name, show, tags }) => [name, show, tags])).toEqual([
      ['formats', false, []],
      ['kept', true, ['c']],
      ['other', true, ['b']],
    ]);
  });

  it('changes nothing when it is applied again', async () => {
    await applyTagGroups(database.client, { groups: [formats] });
    const applied = await applyTagGroups(database.client, { groups: [formats] });
    expect(applied).toEqual({ groups: 1, changedTags: 0, unknownTags: [] });
  });
});

describe('matching tags groups', () => {
  it('applies and shows', async () => {
    const flags = ['--root', database.root];
    const file = path.join(newTempFolder(), 'groups.json');
    writeFileSync(file, '{"groups": [{"name": "formats", "useForTraining": false, "tags": ["a", "none"]}]}');
    const applied = await runMatching(['tags', 'groups', 'apply', file, ...flags]);
    expect(applied).toMatchObject({ status: 0, stderr: '' });
    expect(applied.stdout).toContain('Applied 1 tag groups: 1 tags changed their group');
    expect(applied.stdout).toContain('1 tags are not in the catalogue; apply again when they are:\n    none');
    const shown = await runMatching(['tags', 'groups', 'show', ...flags]);
    expect(shown.stdout).toBe('formats: not trained on, shown, 1 tags\n');
    const json = await runMatching(['tags', 'groups', 'show', '--json', ...flags]);
    expect(JSON.parse(json.stdout)).toEqual({
      groups: [{ name: 'formats', useForTraining: false, show: true, tags: ['a'] }],
    });
  });

  it.each([
    [
      '{"groups": [{"name": "x", "tags": ["a"]}, {"name": "y", "tags": ["ａ"]}]}',
      'group 2, tags.0: the tag stands there twice',
    ],
    [
      '{"groups": [{"name": "x", "tags": []}, {"name": "x", "tags": []}]}',
      'group 2: the name stands there twice',
    ],
    ['{"groups": [{"name": "x", "shown": true, "tags": []}]}', 'group 1'],
    ['{"groups": [{"tags": []}]}', 'group 1, name'],
  ])('refuses %s', async (text, problem) => {
    const file = path.join(newTempFolder(), 'groups.json');
    writeFileSync(file, text);
    const result = await runMatching(['tags', 'groups', 'apply', file, '--root', database.root]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain(`Cannot use the tag groups groups.json: ${problem}`);
    expect((await readTagGroups(database.client)).groups).toEqual([]);
  });
});
