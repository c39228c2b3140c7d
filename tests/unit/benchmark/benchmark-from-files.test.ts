import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { benchmarkFromFiles } from '../../../batch/jobs/benchmark/benchmark-from-files.ts';
import { benchmarkReportSchema } from '../../../shared/contracts/benchmark-report.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';

const folder = newTempFolder();

// Two tastes: even people like even items, odd people odd ones; one liked item of each person is the test.
const train: string[] = [];
const wanted: string[] = [];
for (let person = 0; person < 40; person++) {
  for (let n = 0; n < 12; n++) {
    if ((n * 7 + person * 3) % 5 === 0) continue;
    const row = `p${person}\ti${2 * n + (person % 2)}`;
    if (n === person % 12 || (n === (person + 1) % 12 && (person * 8) % 5 === 0)) wanted.push(row);
    else train.push(row);
  }
}
const files = { train: join(folder, 'train.inter'), test: join(folder, 'test.inter') };
writeFileSync(files.train, `user_id:token\titem_id:token\n${train.join('\n')}\n`);
writeFileSync(files.test, `user_id:token\titem_id:token\n${wanted.join('\n')}\n`);

test('matching benchmark trains both tables, ranks the test beside the baselines and writes a report', async () => {
  const report = join(folder, 'out', 'report.json');
  const set = ['tables=auto', 'dim=8', 'epochs=2', 'backend=wasm'];
  const options = { ...files, preset: 'quickstart', set, k: 5, maxRejectShare: 0.01, root: folder, report };
  const made = await benchmarkFromFiles(options);
  expect(benchmarkReportSchema.parse(JSON.parse(readFileSync(report, 'utf8')))).toEqual(made);
  expect(made.tables.map(({ kind }) => kind)).toEqual(['trained', 'spectral', 'blended', 'blended']);
  expect(made.tables.filter(({ chosen }) => chosen)).toHaveLength(1);
  // Fitted again on the whole training file.
  expect(made.fittedRows).toBe(train.length);
  expect(made.counts).toMatchObject({ people: 40, items: 24, test: wanted.length });
  const [model, popularity] = ['model', 'popularity'].map((name) =>
    made.systems.find((system) => system.name === name),
  );
  // Half of the catalogue is of the other taste, which popularity does not know.
  expect(model!.recall!).toBeGreaterThan(popularity!.recall! + 0.2);
  for (const { tables, evaluation } of [made]) {
    expect(tables.every(({ examplesPerSecond }) => examplesPerSecond > 0)).toBe(true);
    expect(evaluation.health).toMatchObject({ rowsNotFinite: 0, scoresNotFinite: 0 });
  }
}, 60_000);

test('matching benchmark says what is wrong with its flags before it reads files', async () => {
  const given = ['benchmark', '--train', 'no.inter', '--test', 'no.inter', '--root', folder];
  expect(await runMatching([...given, '--k', '0'])).toMatchObject({ status: 2 });
  const unknown = await runMatching([...given, '--set', 'spectral.exponent=1']);
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('spectral.exponent') });
  const missing = await runMatching(given);
  expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('does not exist') });
});
