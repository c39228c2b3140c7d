import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
}, 180_000);
afterAll(() => database?.stop());
afterEach(() => database.client.query('truncate app.job_runs cascade'));

const { COLUMNS } = process.env;
beforeEach(() => {
  process.env.COLUMNS = '80';
});
afterAll(() => {
  process.env.COLUMNS = COLUMNS ?? '';
});

const matching = (...args: string[]) => runMatching([...args, '--root', database.root]);

/** Replaces what differs from run to run. */
const plain = (text: string): string =>
  text
    .replaceAll(database.root, '<root>')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<run>')
    .replace(/^[0-9a-f]{8} /gm, '<run>    ')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?/g, '<time>')
    .replace(/\d+\.\d s/g, '<s>')
    .replace(/process \d+ on \S+/, 'process <id> on <host>');

const simulate = (out: string, ...more: string[]) =>
  matching(
    ...['run', 'simulate-world', '--set', `out=${out}`, '--set', 'people=5', '--set', 'items=20'],
    ...['--set', 'decisions=40', ...more],
  );

describe('matching run', () => {
  it('runs a job and prints its report; as JSON nothing else', async () => {
    const out = join(newTempFolder(), 'world');
    const first = await simulate(out);
    expect(first.status).toBe(0);
    expect(first.stdout.split('\n')[0]).toMatch(/^simulate-world succeeded after \d/);
    expect(first.stdout).toContain('  people      5\n');
    expect(plain(first.stderr)).toBe(
      [
        'run <run> of simulate-world',
        '  check: started',
        '  check: succeeded',
        '  simulate: started',
        '  simulate: succeeded',
        '',
      ].join('\n'),
    );
    expect((await readdir(out)).sort()).toEqual([
      'world.inter',
      'world.item',
      'world.truth.json',
      'world.user',
    ]);

    const again = await simulate(out, '--set', 'force=true', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      job: 'simulate-world',
      resumed: false,
      report: { people: 5, items: 20 },
    });
  });

  it('takes parameters from a file; --set goes before them; a dry run writes nothing', async () => {
    const folder = newTempFolder();
    const out = join(folder, 'world');
    await writeFile(join(folder, 'p.json'), JSON.stringify({ out, people: 6, items: 30, decisions: 10 }));
    const args = [
      'run',
      'simulate-world',
      '--params',
      join(folder, 'p.json'),
      '--set',
      'items=25',
      '--dry-run',
    ];
    const { stdout } = await matching(...args, '--json');
    expect(JSON.parse(stdout).report).toMatchObject({ dryRun: true, people: 6, items: 25 });
    expect(await readdir(folder)).toEqual(['p.json']);
    expect((await database.client.query('select from app.job_runs')).rowCount).toBe(0);
  });

  it.each([
    [['nope'], 'JOB_UNKNOWN: Cannot find a job or pipeline named nope', 'Did you mean'],
    [
      ['simulate-world'],
      'INVALID_CONFIG: Cannot run simulate-world: the parameter out is missing',
      '--set out=…',
    ],
    [
      ['simulate-world', '--set', 'ouch=1'],
      'Cannot run simulate-world: it has no parameter ouch',
      'Did you mean out?',
    ],
    [
      ['simulate-world', '--set', 'out=a', '--shard', '1/2'],
      'Cannot run a shard of simulate-world',
      'Leave --shard out',
    ],
    [['simulate-world', '--shard', '3/2'], 'Cannot use --shard 3/2', 'parts'],
    [['simulate-world', '--params', 'none.json'], 'Cannot read the parameters none.json: ENOENT', 'JSON'],
  ])('refuses %j', async (args, complaint, hint) => {
    const { status, stderr } = await matching('run', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(complaint);
    expect(stderr).toContain(hint);
    expect((await database.client.query('select from app.job_runs')).rowCount).toBe(0);
  });

  it('shows the parameters of a job with --help', async () => {
    const { stdout, status } = await matching('run', 'ensure-partitions', '--help');
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        'ensure-partitions: Create the monthly partitions of events, impressions and interactions ahead of time',
        '',
        'Parameters (--set key=value):',
        '  monthsAhead  months after the present one to prepare (default: 3)',
        '',
        'Run it:  matching run ensure-partitions',
        '',
      ].join('\n'),
    );
  });

  it('runs the jobs that are SQL alone', async () => {
    const partitions = await matching('run', 'ensure-partitions', '--set', 'monthsAhead=4', '--json');
    // Migrations made this month and three more; each month has one of events, of impressions and of interactions.
    expect(JSON.parse(partitions.stdout).report).toMatchObject({
      partitions: 15,
      created: [/^events_/, /^impressions_/, /^interactions_/].map((name) => expect.stringMatching(name)),
    });
    const popularity = await matching('run', 'refresh-popularity', '--json');
    expect(JSON.parse(popularity.stdout).report).toEqual({ items: 0 });
    await database.client.query(
      `insert into app.request_rates values ('\\x01', now() - interval '1 s'), ('\\x02', now() + interval '1 day')`,
    );
    const cleared = await matching('run', 'clear-request-rates', '--json');
    expect(JSON.parse(cleared.stdout).report).toEqual({ cleared: 1 });
    await database.client.query(
      `insert into app.request_metrics (minute, function_name, status, requests, duration_ms_sum, buckets)
       select now() - make_interval(days => d), 'find-items', 200, 1, 1, array_fill(0, array[14]) from unnest(array[2, 4]) as d`,
    );
    const old = await matching('run', 'clear-request-metrics', '--set', 'keepDays=3', '--json');
    expect(JSON.parse(old.stdout).report).toEqual({ cleared: 1 });
    // Items by two statuses, rows newly refused by two datasets: of nothing else is there anything to measure.
    const gauges = await matching('run', 'refresh-gauges', '--json');
    expect(JSON.parse(gauges.stdout).report).toEqual({ gauges: 4 });
  });

  it('says that a version cannot be promoted, and records why', async () => {
    const { status, stderr } = await matching('run', 'promote-model', '--set', 'version=v1');
    expect(status).toBe(2);
    expect(stderr).toContain('error MODEL_MISSING: version v1 was never published');
    const { stdout } = await matching('status', 'promote-model');
    expect(plain(stdout)).toBe(
      [
        'run       job            status  started (UTC)     took   step',
        '<run>     promote-model  failed  <time>  <s>  promote MODEL_MISSING',
        '',
      ].join('\n'),
    );
  });
});

describe('matching status', () => {
  it('shows a run with its steps, parameters and report', async () => {
    await simulate(join(newTempFolder(), 'w'));
    const { rows } = await database.client.query<{ id: string }>('select id from app.job_runs');
    const { stdout } = await matching('status', rows[0]!.id.slice(0, 8));
    const lines = plain(stdout).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      'run      <run>',
      'job      simulate-world',
      'status   succeeded',
      'where    process <id> on <host>',
      expect.stringMatching(/^started {2}<time>, took <s>$/),
      'log      <root>/data/logs/<run>.log',
    ]);
    expect(lines).toContain('Parameters');
    expect(lines).toContain('  people     5');
    expect(lines).toContain('Steps');
    expect(lines.find((line) => line.startsWith('  2  simulate  succeeded'))).toBeDefined();
    expect(lines).toContain('Report');
  });

  it('says when there is none, and that a run is unknown', async () => {
    expect((await matching('status')).stdout).toBe('No runs yet. "matching list" shows what can be run.\n');
    expect(await matching('status', 'abcd1234')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('error RUN_UNKNOWN: Cannot find the run abcd1234'),
    });
    expect(await matching('status', 'dmm-snyc')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean dmm-sync?'),
    });
  });

  it('tells a run whose lease ran out from one that runs', async () => {
    await matching('run', 'refresh-popularity');
    await database.client.query(
      "update app.job_runs set status = 'running', lease_until = now() - interval '1 s'",
    );
    expect((await matching('status')).stdout).toMatch(/refresh-popularity {2}stalled/);
  });
});

describe('matching list', () => {
  it('lists all groups with last runs, no line longer than the terminal', async () => {
    await matching('run', 'refresh-popularity');
    const { stdout } = await matching('list');
    expect(stdout.split('\n').filter((line) => /^[a-z]/.test(line))).toEqual([
      'api-sync',
      'data-processing',
      'analysis',
      'ml-training',
      'deployment',
      'maintenance',
      'pipelines',
    ]);
    expect(stdout).toMatch(/^ {2}refresh-popularity +succeeded now +Count the likes/m);
    expect(stdout).toMatch(/^ {2}dmm-sync +- +Sync the catalogue/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('lists without a database and says so', async () => {
    const root = newTempFolder();
    const { stdout, status } = await runMatching(['list', '--root', root]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}train +Train a two-tower model/m);
    expect(stdout).toContain(`Last runs are not shown: No stack runs in ${root} and no database is named`);
  });
});

it('matching search finds by words, with a typing error too, and says the nearest name', async () => {
  expect((await runMatching(['search', 'popullarity'])).stdout).toContain('refresh-popularity');
  expect((await runMatching(['search', 'xyzzy', 'trian'])).stdout).toMatch(
    /^Nothing matches xyzzy trian\. The nearest name is [a-z-]+\.\n$/,
  );
});

describe('matching logs', () => {
  it('shows the newest log of a job, and ends a follow with the run', async () => {
    await matching('run', 'refresh-popularity');
    const { stdout } = await matching('logs', 'refresh-popularity', '--follow');
    expect(plain(stdout)).toMatch(/^<time> run started attempt=1 dryRun=false parameters=\{\}\n/);
    expect(stdout).toMatch(/\[refresh\] step succeeded seconds=[\d.]+ outcome=\{"items":0\}\n/);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/run ended status=succeeded report=\{"items":0\}$/);
  });

  it('says that there is no log', async () => {
    const root = newTempFolder();
    await mkdir(join(root, 'data/logs'), { recursive: true });
    expect(await runMatching(['logs', 'train', '--root', root])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('error RUN_UNKNOWN: Cannot find a log of train'),
    });
  });
});
