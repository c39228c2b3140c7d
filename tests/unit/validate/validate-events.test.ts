import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetFiles } from '../../../batch/io/datasets/dataset-files.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { defaultEventRules } from '../../../batch/validate/rules/default-event-rules.ts';
import { validateEvents } from '../../../batch/validate/validate-events.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { event, ruleSet, type TableRow, writeEvents, writeTable } from './support/create-tables.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder(), memoryMegabytes: 300 });
});
afterAll(() => duck.close());

const asOf = new Date('2024-06-01T00:00:00Z');
const lenient = { ...defaultEventRules, maxRejectShare: 1 };

type Options = Partial<Parameters<typeof validateEvents>[1]>;

async function validate(dataRoot: string, rows: readonly TableRow[], options: Options = {}) {
  const file = await writeEvents(duck, newTempFolder(), rows);
  return validateEvents(
    { dataRoot, duck },
    {
      name: 'shop',
      processed: [file],
      rejects: [],
      parents: [],
      rules: lenient,
      asOf,
      reference: null,
      ...options,
    },
  );
}

type Validated = Awaited<ReturnType<typeof validateEvents>>;

function complete(made: Validated): Extract<Validated, { complete: true }> {
  if (!made.complete) throw new Error(`parts ${made.missing} are missing`);
  return made;
}

async function table(made: Validated, name: string, order: string) {
  const { folder, manifest } = complete(made).dataset;
  const files = datasetFiles(folder, manifest, name).map(sqlText).join(', ');
  return duck.rows(`select * from read_parquet([${files}]) order by ${order}`);
}

async function externalIds(...ids: string[]): Promise<string> {
  return writeTable(duck, path.join(newTempFolder(), 'reference.parquet'), {
    columns: { external_id: 'VARCHAR' },
    rows: ids.map((external_id) => ({ external_id })),
  });
}

describe('validateEvents()', () => {
  it('keeps the latest decision, a nope of the same moment, then the later row', async () => {
    const made = await validate(newTempFolder(), [
      event(1, { external_id: 'a', kind: 'nope' }),
      event(2, { external_id: 'a', decided_at: '2024-01-02 00:00:00' }), // later
      event(3, { external_id: 'b', kind: 'nope' }),
      event(4, { external_id: 'b', kind: 'like' }), // the same moment: the nope stays
      event(5, { external_id: 'c' }),
      event(6, { external_id: 'c' }), // all the same: the later row
      event(7, { external_id: 'c', source: 'other' }), // another source is another event
      event(8, { external_id: 'd', kind: 'neutral', decided_at: '2024-01-03 00:00:00' }),
      event(9, { external_id: 'd', kind: 'like' }), // a neutral one supersedes nothing
    ]);
    expect(
      (await table(made, 'events', 'source desc, external_id')).map(({ row_number }) => Number(row_number)),
    ).toEqual([2, 3, 6, 9, 7]);
    // 9 accepted = 5 kept + 3 superseded (1, 4, 5) + 1 neutral
    expect(complete(made).counts).toEqual({
      read: 9,
      accepted: 9,
      quarantined: 0,
      kept: 5,
      superseded: 3,
      merged: 0,
      neutral: 1,
      blocked: 0,
    });
    expect(complete(made).dataset.manifest.accounting).toEqual({ read: 9, accepted: 9, quarantined: 0 });
  });

  it('quarantines what processing, a rule or the reader refused, each with its first reason', async () => {
    const rejects = await writeTable(duck, path.join(newTempFolder(), 'rejects.parquet'), {
      columns: { row_number: 'BIGINT', reason: 'VARCHAR', text: 'VARCHAR' },
      rows: [{ row_number: 7, reason: 'too_many_columns', text: 'a,b,"c' }],
    });
    const made = await validate(
      newTempFolder(),
      [
        event(1),
        event(2, { person_key: null, problem_field: 'person_key', problem_reason: 'id_missing' }),
        event(3, { decided_at: '2024-07-01 00:00:00', external_id: 'unknown' }), // future comes before unknown
        event(4, { external_id: 'unknown' }),
        event(5, { decided_at: '1980-01-01 00:00:00', external_id: 'j' }), // only a warning
        event(6, { kind: null }),
      ],
      { rejects: [{ file: 'b.csv', files: [rejects] }], reference: [await externalIds('i', 'j')] },
    );
    const { counts, report } = complete(made);
    expect(counts).toMatchObject({ read: 7, accepted: 2, quarantined: 5, kept: 2 });
    const quarantine = await table(made, 'quarantine', 'file, row_number');
    expect(
      quarantine.map(({ file, row_number, field, reason }) => [file, Number(row_number), field, reason]),
    ).toEqual([
      ['a.csv', 2, 'person_key', 'id_missing'],
      ['a.csv', 3, 'decided_at', 'decided_at_in_future'],
      ['a.csv', 4, 'external_id', 'item_unknown'],
      ['a.csv', 6, 'kind', 'kind_missing'],
      ['b.csv', 7, '*', 'too_many_columns'],
    ]);
    expect(JSON.parse(String(quarantine[2]!.record))).toMatchObject({
      person_key: 'p',
      external_id: 'unknown',
    });
    expect(JSON.parse(String(quarantine[4]!.record))).toEqual({ text: 'a,b,"c' });
    expect(report.files).toEqual([
      { file: 'a.csv', read: 6, accepted: 2, quarantined: 4 },
      { file: 'b.csv', read: 1, accepted: 0, quarantined: 1 },
    ]);
    const failed = Object.fromEntries(report.rules.map(({ id, failed: rows }) => [id, rows]));
    // Row 3 fails two rules and counts under both.
    expect(failed).toMatchObject({
      'time-not-in-future': 1,
      'item-known': 2,
      'time-plausible': 1,
      'person-present': 1,
    });
  });

  it('keeps no row without a key or of an unknown kind, whatever the rules leave out', async () => {
    const rows = [
      event(1),
      event(2, { kind: 'odd' }),
      event(3, { person_key: null }),
      event(4, { decided_at: null }),
    ];
    const made = await validate(newTempFolder(), rows, { rules: ruleSet('events', []) });
    expect(complete(made).counts).toMatchObject({ read: 4, accepted: 1, kept: 1, superseded: 0 });
    expect(complete(made).report.reasons.map(({ reason }) => reason)).toEqual([
      'decided_at_missing',
      'kind_unexpected',
      'person_key_missing',
    ]);
  });

  it('scores as the definitions say', async () => {
    const made = await validate(
      newTempFolder(),
      [
        event(1, { decided_at: '2024-05-02 00:00:00' }),
        event(2, { decided_at: '2024-05-01 00:00:00' }), // superseded by 1
        event(3, { external_id: 'unknown' }),
        event(4, { external_id: null, problem_field: 'external_id', problem_reason: 'id_missing' }),
        event(5, { external_id: 'j', decided_at: '1980-01-01 00:00:00' }),
        event(6, { kind: 'neutral' }),
      ],
      { reference: [await externalIds('i', 'j')], rules: { ...lenient, timeliness: { maxAgeDays: 15 } } },
    );
    const { report } = complete(made);
    const scores = Object.fromEntries(
      Object.entries(report.scores).map(([name, { score }]) => [name, score]),
    );
    expect(scores).toEqual({
      completeness: 23 / 24, // 4 expected fields of 6 rows, one id is missing
      accuracy: 5 / 6, // one of six times is from 1980
      consistency: 5 / 6, // one item is unknown
      validity: 4 / 6, // two rows are refused
      uniqueness: 3 / 4, // one of four accepted rows is superseded; the neutral one is not
      timeliness: 0.5, // 2 May is 30 days before 1 June, 15 are expected
    });
    expect(report.scores.validity).toEqual({ score: 4 / 6, minimum: 0.95, severity: 'warn', passed: false });
    expect(report.warnings).toContain('validity is 0.667, asked for is 0.95');
    expect(report.outcome).toBe('passed');
  });

  it('makes no dataset over the limit, but leaves report and quarantine', async () => {
    const dataRoot = newTempFolder();
    // 2 of 4 refused, 49 % allowed.
    const rows = [event(1), event(2), event(3, { kind: 'odd' }), event(4, { kind: 'odd' })];
    const rules = { ...defaultEventRules, maxRejectShare: 0.49 };
    const error = await validate(dataRoot, rows, { rules }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'TOO_MANY_REJECTS',
      exitStatus: 2,
      message: 'Cannot accept events shop: 50 % of 4 rows were refused, the limit is 49 %',
    });
    const [name] = await readdir(path.join(dataRoot, 'logs', 'quality'));
    const folder = path.join(dataRoot, 'logs', 'quality', name!);
    expect((error as AppError).hint).toContain(path.join(folder, 'report.html'));
    expect((await readdir(folder)).sort()).toEqual(['quarantine.parquet', 'report.html', 'report.json']);
    expect(
      await duck.rows(`select row_number::integer as n from '${folder}/quarantine.parquet' order by 1`),
    ).toEqual([{ n: 3 }, { n: 4 }]);
    expect(JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8')).outcome).toBe('failed');
    const validated = await readdir(path.join(dataRoot, 'validated', 'shop'));
    expect(validated.filter((entry) => !entry.startsWith('.'))).toEqual([]);
    // Exactly at the limit is within it.
    expect(
      complete(await validate(dataRoot, rows, { rules: { ...rules, maxRejectShare: 0.5 } })).complete,
    ).toBe(true);
  });

  it('refuses a dataset for a score that must not be so low', async () => {
    const rules = {
      ...lenient,
      thresholds: { ...lenient.thresholds, uniqueness: { minimum: 0.6, severity: 'fail' as const } },
    };
    // One of two is superseded.
    await expect(validate(newTempFolder(), [event(1), event(2)], { rules })).rejects.toMatchObject({
      code: 'QUALITY_BELOW_THRESHOLD',
      exitStatus: 2,
      message: 'Cannot accept events shop: uniqueness is 0.500, asked for is 0.6',
    });
  });

  it('accounts for every row of random tables, and shards give the same dataset', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = createRandom(seed);
      const rows = randomEvents(random, 300);
      const options = { reference: [await externalIds('i0', 'i1', 'i2', 'i3')] };
      const whole = complete(await validate(newTempFolder(), rows, options));
      const { read, accepted, quarantined, kept, superseded, neutral } = whole.counts;
      expect(read).toBe(300);
      expect(accepted + quarantined).toBe(read);
      expect(kept + superseded + neutral).toBe(accepted);
      expect(kept).toBe(latestOf(rows));
      const dataRoot = newTempFolder();
      let last: Validated | undefined;
      for (const index of [2, 3, 1]) {
        last = await validate(dataRoot, rows, { ...options, shard: { index, count: 3 } });
      }
      const sharded = complete(last!);
      expect(sharded.dataset.manifest.fingerprint).toBe(whole.dataset.manifest.fingerprint);
      expect(sharded.report).toEqual(whole.report);
    }
  });

  it('finds the dataset again, and writes its report anew where the logs are gone', async () => {
    const dataRoot = newTempFolder();
    const first = complete(await validate(dataRoot, [event(1)]));
    const other = complete(await validate(dataRoot, [event(1)], { asOf: new Date('2024-06-02T00:00:00Z') }));
    expect(other.dataset.manifest.version).not.toBe(first.dataset.manifest.version);
    await rm(first.written.folder, { recursive: true });
    const again = complete(await validate(dataRoot, [event(1)]));
    expect(again.dataset.reused).toBe(true);
    expect(again.report).toEqual(first.report);
    expect(existsSync(first.written.html)).toBe(true);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('interrupted'));
    const file = await writeEvents(duck, newTempFolder(), [event(1)]);
    const stopped = validateEvents(
      { dataRoot: newTempFolder(), duck, signal: stop.signal },
      {
        name: 'shop',
        processed: [file],
        rejects: [],
        parents: [],
        rules: ruleSet('events', []),
        asOf,
        reference: null,
      },
    );
    await expect(stopped).rejects.toThrow('interrupted');
  });
});

function randomEvents(random: () => number, count: number): TableRow[] {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  return Array.from({ length: count }, (_, index) => {
    const bad = random() < 0.1;
    return event(index + 1, {
      file: pick(['a.csv', 'b.csv']),
      source: pick(['shop', 'other']),
      person_key: pick(['p0', 'p1', 'p2', 'p3', 'p4', null]),
      external_id: pick(['i0', 'i1', 'i2', 'i3', 'i9', null]),
      kind: pick(['like', 'nope', 'neutral', 'odd']),
      decided_at: pick(['2024-01-01 00:00:00', '2024-01-02 00:00:00', '2030-01-01 00:00:00', null]),
      problem_field: bad ? 'kind' : null,
      problem_reason: bad ? 'kind_invalid' : null,
    });
  });
}

/** Number of keys of decisions that nothing speaks against, counted another way. */
function latestOf(rows: readonly TableRow[]): number {
  const keys = rows
    .filter((row) => row.problem_reason === null && row.person_key !== null)
    .filter((row) => row.kind === 'like' || row.kind === 'nope')
    .filter((row) => String(row.decided_at).startsWith('2024') && /^i[0-3]$/.test(String(row.external_id)))
    .map((row) => `${row.source} ${row.person_key} ${row.external_id}`);
  return new Set(keys).size;
}
