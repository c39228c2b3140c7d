import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readContentPolicy } from '../../../batch/io/read-content-policy.ts';
import { applyContentPolicy } from '../../../batch/jobs/content-policy/apply-content-policy.ts';
import { applyContentPolicyJob } from '../../../batch/jobs/content-policy/apply-content-policy-job.ts';
import { auditContentPolicy } from '../../../batch/jobs/content-policy/audit-content-policy.ts';
import { runJob } from '../../../batch/jobs/runner/run-job.ts';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;
let person: string;

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
const tagPolicy: ContentPolicy = { rules: [{ id: 'tags', subject: 'tag', values: ['Listed'] }] };
const wordPolicy: ContentPolicy = {
  rules: [
    { id: 'words', subject: 'keyword', values: ['forbidden'] },
    { id: 'makers', subject: 'maker', values: ['Maker B'] },
  ],
};

beforeAll(async () => {
  database = await startTestDatabase();
  person = randomUUID();
  await database.client.query('insert into auth.users (id) values ($1)', [person]);
  await database.client.query('select public.confirm_adult($1)', [person]);
});
afterAll(() => database.stop());

// One item a rule, one that its operator hid, one that another source describes worse, and one that nobody minds.
beforeEach(async () => {
  await database.client.query(`
    truncate app.items, app.makers, app.tags, app.content_policies restart identity cascade;
    insert into app.sources (name) values ('shop'), ('other') on conflict do nothing;
    insert into app.makers (name) values ('Maker A'), ('maker b');
    insert into app.tags (name) values ('listed'), ('other');
    insert into app.items (source, external_id, title, maker_id) values
      ('shop', 'x1', 'Plain', 1), ('shop', 'x2', 'Tagged', 1), ('shop', 'x3', 'A Ｆorbidden title', 1),
      ('shop', 'x4', 'By maker b', 2), ('shop', 'x5', 'Hidden and tagged', 1), ('shop', 'x6', 'Described elsewhere', 1);
    insert into app.item_tags (item_id, tag_id) values (1, 2), (2, 1), (5, 1), (5, 2);
    update app.items set status = 'hidden' where id = 5;
    insert into app.item_sources (source, external_id, item_id, record, record_sha256) values
      ('other', 'y6', 6, '{"title": "Described", "maker": null, "tags": ["LISTED"], "performers": []}', repeat('1', 64)),
      ('shop', 'x6', 6, '{}', repeat('0', 64))`);
});

/** Hidden items and why. */
async function hidden(): Promise<Record<string, string>> {
  const { rows } = await database.client.query<{ external_id: string; reasons: string }>(
    `select external_id, hidden_reasons::text as reasons from app.items where status = 'hidden' order by id`,
  );
  return Object.fromEntries(rows.map(({ external_id, reasons }) => [external_id, reasons]));
}

/** Ids that a page of recommendations can hold. */
async function shown(): Promise<string[]> {
  const { rows } = await database.client.query<{ external_id: string }>(
    'select external_id from public.find_page_items($1, 100) order by external_id',
    [person],
  );
  return rows.map(({ external_id }) => external_id);
}

describe('applyContentPolicy()', () => {
  it('hides what it blocks at once, also for what another source says of an item', async () => {
    expect(await shown()).toEqual(['x1', 'x2', 'x3', 'x4', 'x6']);
    const applied = await applyContentPolicy(database.client, tagPolicy, quiet);
    expect(applied).toMatchObject({
      version: 1,
      changed: true,
      items: 6,
      matched: { tags: 3 },
      newlyBlocked: { tags: 3 },
      blocked: 3,
      unblocked: 0,
    });
    expect(await shown()).toEqual(['x1', 'x3', 'x4']);
    expect(await hidden()).toEqual({ x2: '{policy}', x5: '{operator,policy}', x6: '{policy}' });
    expect(await readContentPolicy(database.client)).toMatchObject({ version: 1, policy: tagPolicy });
  });

  it('shows again what only the former policy blocked, and leaves other reasons', async () => {
    await applyContentPolicy(database.client, tagPolicy, quiet);
    const applied = await applyContentPolicy(database.client, wordPolicy, quiet);
    expect(applied).toMatchObject({ version: 2, matched: { words: 1, makers: 1 }, blocked: 2, unblocked: 3 });
    expect(await shown()).toEqual(['x1', 'x2', 'x6']);
    expect(await hidden()).toEqual({ x3: '{policy}', x4: '{policy}', x5: '{operator}' });
  });

  it('changes nothing when it is applied again, and takes up items that came in since', async () => {
    await applyContentPolicy(database.client, tagPolicy, quiet);
    const state = 'select id, hidden_reasons, updated_at::text from app.items order by id';
    const policies = 'select * from app.content_policies';
    const before = [await database.client.query(state), await database.client.query(policies)];
    const again = await applyContentPolicy(database.client, tagPolicy, quiet);
    expect(again).toMatchObject({
      version: 1,
      changed: false,
      blocked: 0,
      unblocked: 0,
      matched: { tags: 3 },
    });
    const after = [await database.client.query(state), await database.client.query(policies)];
    expect(after.map(({ rows }) => rows)).toEqual(before.map(({ rows }) => rows));
    await database.client.query('insert into app.item_tags (item_id, tag_id) values (1, 1)');
    expect(await applyContentPolicy(database.client, tagPolicy, quiet)).toMatchObject({ blocked: 1 });
    expect(await shown()).toEqual(['x3', 'x4']);
  });

  it('puts a former policy in force again under its own version', async () => {
    await applyContentPolicy(database.client, tagPolicy, quiet);
    await applyContentPolicy(database.client, wordPolicy, quiet);
    const again = await applyContentPolicy(database.client, tagPolicy, quiet);
    expect(again).toMatchObject({ version: 1, changed: true });
    expect((await readContentPolicy(database.client))?.version).toBe(1);
    const next = await applyContentPolicy(database.client, { rules: [] }, quiet);
    expect(next).toMatchObject({ version: 3, unblocked: 3 });
    expect(await shown()).toEqual(['x1', 'x2', 'x3', 'x4', 'x6']);
  });

  it('leaves everything as it was when it is interrupted', async () => {
    const controller = new AbortController();
    const run = applyContentPolicy(database.client, tagPolicy, {
      signal: controller.signal,
      // After the first batch: its items are hidden by then, in the transaction.
      onProgress: () => controller.abort(new Error('stop now')),
    });
    await expect(run).rejects.toThrow('stop now');
    expect(await hidden()).toEqual({ x5: '{operator}' });
    expect(await readContentPolicy(database.client)).toBeNull();
  });
});

describe('auditContentPolicy()', () => {
  it('says what would change, item by item, and changes nothing', async () => {
    await applyContentPolicy(database.client, tagPolicy, quiet);
    const tables = ['items', 'item_tags', 'content_policies', 'policy_blocks', 'item_sources'];
    const snapshot = async () => {
      const rows: unknown[] = [];
      for (const table of tables)
        rows.push((await database.client.query(`select * from app.${table} order by 1, 2`)).rows);
      return rows;
    };
    const before = await snapshot();
    const dataRoot = newTempFolder();
    const audit = await auditContentPolicy(database.client, wordPolicy, { ...quiet, dataRoot });
    expect(audit).toMatchObject({
      currentVersion: 1,
      inForce: false,
      items: 6,
      matched: { words: 1, makers: 1 },
      newlyBlocked: { words: 1, makers: 1 },
      blocked: 2,
      unblocked: 3,
    });
    expect(await snapshot()).toEqual(before);
    const report = JSON.parse(readFileSync(audit.report!, 'utf8'));
    expect(audit.report!.startsWith(dataRoot)).toBe(true);
    expect(readdirSync(path.dirname(audit.report!))).toHaveLength(1);
    const change = (id: number, title: string, kind: string, rule: string | null) => ({
      id,
      source: 'shop',
      externalId: `x${id}`,
      title,
      change: kind,
      rule,
    });
    expect(report.changes).toEqual([
      change(2, 'Tagged', 'unblock', null),
      change(3, 'A Ｆorbidden title', 'block', 'words'),
      change(4, 'By maker b', 'block', 'makers'),
      change(5, 'Hidden and tagged', 'unblock', null),
      change(6, 'Described elsewhere', 'unblock', null),
    ]);
    expect(report.summary).toMatchObject({ blocked: 2, unblocked: 3, policySha256: audit.policySha256 });
  });

  it('writes a report without changes, and none at all without a folder', async () => {
    const dataRoot = newTempFolder();
    const audit = await auditContentPolicy(database.client, { rules: [] }, { ...quiet, dataRoot });
    expect(JSON.parse(readFileSync(audit.report!, 'utf8')).changes).toEqual([]);
    expect(audit.currentVersion).toBeNull();
    const dry = await auditContentPolicy(database.client, tagPolicy, { ...quiet, dataRoot: null });
    expect([dry.blocked, dry.report]).toEqual([3, null]);
  });

  it('agrees with what applying then does, over many batches', async () => {
    // 5,000 more items in batches of 2,000; every third has the listed tag: 1,667 of them.
    await database.client.query(`
      insert into app.items (source, external_id, title) select 'shop', 'z' || n, 'Title ' || n
      from generate_series(1, 5000) as n;
      insert into app.item_tags (item_id, tag_id)
      select id, 1 from app.items where external_id like 'z%' and (substr(external_id, 2)::int - 1) % 3 = 0;`);
    const audit = await auditContentPolicy(database.client, tagPolicy, { ...quiet, dataRoot: null });
    // Of the six first ones 2, 5 and 6.
    expect(audit).toMatchObject({ items: 5006, blocked: 1670 });
    const applied = await applyContentPolicy(database.client, tagPolicy, quiet);
    expect(applied).toMatchObject({ items: 5006, blocked: 1670 });
    expect(Object.keys(await hidden())).toHaveLength(1670);
  });
});

describe('apply-content-policy', () => {
  it('only looks in a dry run', async () => {
    const root = database.root;
    const file = policyFile(tagPolicy);
    const { report } = await runJob(applyContentPolicyJob, { parameters: { file }, root, dryRun: true });
    expect(report).toMatchObject({ blocked: 3, report: null });
    expect(await readContentPolicy(database.client)).toBeNull();
    expect(await hidden()).toEqual({ x5: '{operator}' });
  });
});

describe('matching policy', () => {
  it('audits, applies and shows', async () => {
    const file = policyFile(wordPolicy);
    const flags = ['--root', database.root];
    const none = await runMatching(['policy', 'show', ...flags]);
    expect(none.stdout).toContain('No content policy is in force');

    const audit = await runMatching(['policy', 'audit', file, ...flags]);
    expect(audit).toMatchObject({ status: 0, stderr: '' });
    expect(audit.stdout).toContain('Audited 6 items; none is in force');
    expect(audit.stdout).toContain('would block    2 items');
    expect(audit.stdout).toContain('rule words: 1 items, 1 of them new');
    expect(await hidden()).toEqual({ x5: '{operator}' });

    const applied = await runMatching(['policy', 'apply', file, ...flags]);
    expect(applied.stdout).toContain('Policy version 1 is in force');
    expect(applied.stdout).toContain('blocked    2 items of 6');
    expect(await shown()).toEqual(['x1', 'x2', 'x6']);
    const again = await runMatching(['policy', 'apply', file, ...flags]);
    expect(again.stdout).toContain('Policy version 1 was in force already');

    const shownPolicy = await runMatching(['policy', 'show', ...flags]);
    expect(shownPolicy.stdout).toContain('rule words: keyword, 1 value');
    expect(shownPolicy.stdout).toContain('hidden items  2');
    const json = await runMatching(['policy', 'show', '--json', ...flags]);
    expect(JSON.parse(json.stdout)).toEqual(wordPolicy);
  });

  it.each([
    ['{"rules": [{"id": "a", "subject": "colour", "values": ["x"]}]}', 'rule "a", subject'],
    [
      '{"rules": [{"id": "ok", "subject": "tag", "values": ["x"]}, {"subject": "tag", "values": ["x"]}]}',
      'rule 2, id',
    ],
    ['{"rules": [{"id": "a", "subject": "tag", "values": []}]}', 'rule "a", values'],
    [
      '{"rules": [{"id": "a", "subject": "tag", "values": ["\\u200b"]}]}',
      'rule "a", values.0: no visible character',
    ],
    [
      '{"rules": [{"id": "a", "subject": "tag", "values": ["x"]}, {"id": "a", "subject": "tag", "values": ["y"]}]}',
      'rule "a": the id stands there twice',
    ],
    ['{"rules": [5]}', 'rule 1'],
    ['{"rules": "none"}', 'rules'],
    ['not json', 'it is not JSON'],
  ])('refuses %s', async (text, problem) => {
    const file = path.join(newTempFolder(), 'policy.json');
    writeFileSync(file, text);
    const result = await runMatching(['policy', 'apply', file, '--root', database.root]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('INVALID_DATA');
    expect(result.stderr).toContain(`Cannot use the policy policy.json: ${problem}`);
    expect(await readContentPolicy(database.client)).toBeNull();
  });

  it('refuses a file that is not there', async () => {
    const result = await runMatching(['policy', 'audit', 'none.json', '--root', database.root]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('there is no such file');
  });
});

function policyFile(policy: ContentPolicy): string {
  const file = path.join(newTempFolder(), 'policy.json');
  writeFileSync(file, JSON.stringify(policy));
  return file;
}
