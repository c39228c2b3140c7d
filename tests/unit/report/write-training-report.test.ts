import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderTrainingReport } from '../../../batch/report/render-training-report.ts';
import { writeTrainingReport } from '../../../batch/report/write-training-report.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';
import { makeSystem, makeTrainingReport } from './support/make-training-report.ts';

const titlesOf = (html: string) => [...html.matchAll(/<h2>([^<]*)<\/h2>/g)].map((match) => match[1]);

describe('writeTrainingReport()', () => {
  it('writes the page and the same numbers as JSON, and leaves nothing else', async () => {
    const folder = path.join(newTempFolder(), 'run');
    const report = makeTrainingReport();
    await writeTrainingReport(path.join(folder, 'report.html'), report);
    expect((await readdir(folder)).sort()).toEqual(['metrics.json', 'report.html']);
    expect(JSON.parse(await readFile(path.join(folder, 'metrics.json'), 'utf8'))).toEqual(report);
    expect(await readFile(path.join(folder, 'report.html'), 'utf8')).toBe(renderTrainingReport(report));
  });

  it('writes nothing for numbers that are not finite', async () => {
    const folder = newTempFolder();
    const broken = makeTrainingReport({ epochs: [{ epoch: 1, loss: Number.NaN, validation: {} }] });
    expect(await catchError(() => writeTrainingReport(path.join(folder, 'r.html'), broken))).toBeDefined();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('renderTrainingReport()', () => {
  it('shows every picture and table', () => {
    expect(titlesOf(renderTrainingReport(makeTrainingReport()))).toEqual([
      'Loss by epoch',
      'Validation by epoch',
      'NDCG@10',
      'Recall@20',
      'Recall@20 by popularity of the item',
      'Recall@20 by length of the history',
      'Prefixes of the vectors',
      'Exposure by maker',
      'Map of item vectors',
      'All metrics on the test part',
      'Differences from the model, paired by person',
      'Tables compared on validation (ndcg10 + recall20)',
      'Cold items: targets without a like before the test',
      'What one nope does to the next page',
      'Not measured',
      'Settings',
    ]);
  });

  it('says what the colours of the map stand for', () => {
    const report = makeTrainingReport();
    expect(renderTrainingReport(report)).toContain('Coloured by common tag, as no tag is in a tag group');
    report.itemMap!.colouredBy = 'tag group';
    expect(renderTrainingReport(report)).toContain('Coloured by the tag group');
  });

  it('leaves out what was not measured: tables in closed form have no epochs', () => {
    const titles = titlesOf(
      renderTrainingReport(
        makeTrainingReport({ epochs: [], prefixes: [], itemMap: null, examplesPerSecond: null }),
      ),
    );
    for (const gone of [
      'Loss by epoch',
      'Validation by epoch',
      'Prefixes of the vectors',
      'Map of item vectors',
    ]) {
      expect(titles).not.toContain(gone);
    }
  });

  it('escapes names of items’ makers, tags, systems and settings, in pictures too', () => {
    const evil = '<img src=x onerror="alert(1)">&\'';
    const report = makeTrainingReport({ preset: evil, config: { [evil]: evil }, dataset: evil });
    report.itemMap!.groups = [evil, 'other'];
    report.evaluation.systems.push(makeSystem(evil, 'baseline', 0.15));
    for (const { result } of report.evaluation.systems) {
      for (const maker of result?.makers ?? []) maker.maker = evil;
    }
    const html = renderTrainingReport(report);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x');
  });

  it('asks for nothing from outside and runs nothing', () => {
    const html = renderTrainingReport(makeTrainingReport());
    expect(html).not.toMatch(/<script|<link|<iframe|\bsrc=|url\((?!#)|@import/i);
    // Names of XML's languages are all that looks like an address.
    const addresses = new Set(html.match(/https?:\/\/[^"' )]+/g));
    expect([...addresses].every((address) => address.startsWith('http://www.w3.org/'))).toBe(true);
  });

  it('uses colours that the style sheet can swap for dark ones', () => {
    const whole = renderTrainingReport(makeTrainingReport());
    // What is not seen: the bounds of clipping, and the empty box of a legend.
    const html = whole
      .replace(/<clipPath.*?<\/clipPath>/gs, '')
      .replace(/<path[^>]*fill-opacity="0"[^>]*>/g, '');
    const swapped = new Set([...html.matchAll(/svg \[fill="(#[0-9a-f]{6})"\]/g)].map((match) => match[1]));
    const used = new Set(
      [...html.matchAll(/<(?:path|text|rect|g)[^>]* (?:fill|stroke)="(#[0-9a-f]{3,6})"/g)].map(
        (match) => match[1],
      ),
    );
    expect(used.size).toBeGreaterThan(4);
    expect([...used].filter((color) => !swapped.has(color))).toEqual([]);
  });

  it('says which difference is beyond chance', () => {
    const html = renderTrainingReport(makeTrainingReport());
    expect(html).toMatch(
      /\+0\.1100<\/td><td class="number">\+0\.0200<\/td><td class="number">\+0\.2000<\/td><td>yes/,
    );
  });
});
