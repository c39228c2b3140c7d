import { describe, expect, it } from 'vitest';
import { describeParameters } from '../../../batch/jobs/describe-parameters.ts';
import { findJob } from '../../../batch/jobs/find-job.ts';
import { dailyCatalogue } from '../../../batch/jobs/pipelines/daily-catalogue.ts';
import { importAndCheck } from '../../../batch/jobs/pipelines/import-and-check.ts';
import { nightlyTraining } from '../../../batch/jobs/pipelines/nightly-training.ts';
import type { Pipeline } from '../../../batch/jobs/pipelines/pipeline.ts';
import { registry } from '../../../batch/jobs/registry.ts';
import { parseParameters } from '../../../batch/jobs/runner/parse-parameters.ts';

const names = registry.flatMap(({ name, aliases = {} }) => [name, ...Object.keys(aliases)]);

describe('registry', () => {
  it('names everything once, in kebab-case, and nothing that reads like a run id', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(name).not.toMatch(/^[0-9a-f]{4,8}$/);
    }
  });

  it.each(registry.map((entry) => [entry.name, entry] as const))(
    'says of %s what its definition says, and each parameter is described',
    async (_, entry) => {
      const definition = await entry.load();
      const { name, group, title } = definition;
      expect({ name, group, title }).toEqual({ name: entry.name, group: entry.group, title: entry.title });
      expect(title).not.toMatch(/\.$/);
      for (const { key, description } of describeParameters(definition)) {
        expect(description, `${name} ${key}`).not.toBe('');
      }
      for (const parameters of Object.values(entry.aliases ?? {})) parseParameters(definition, parameters);
    },
  );

  it.each([
    [dailyCatalogue, {}],
    [importAndCheck, { paths: ['a.inter'], rules: 'rules.json' }],
    [nightlyTraining, { promote: true }],
  ] as [Pipeline, Record<string, unknown>][])(
    'has pipelines whose jobs take what they are given',
    async (pipeline, given) => {
      // What the jobs before would report.
      const reports = {
        'build-training-set': { dataset: 'validated/training@v' },
        train: { runFolder: 'runs/a' },
        'publish-model': { version: 'v1' },
      };
      const parameters = pipeline.parameters.parse(given);
      for (const step of pipeline.steps) {
        const job = await findJob(step.job).entry.load();
        parseParameters(job, step.parameters(parameters, reports));
      }
    },
  );
});

describe('findJob()', () => {
  it('finds by name and by alias, which stands for parameters', () => {
    expect(findJob('train')).toMatchObject({ entry: { name: 'train' }, parameters: {} });
    expect(findJob('train-768-two-tower')).toMatchObject({
      entry: { name: 'train' },
      parameters: { dim: 768 },
    });
  });

  it.each(['trian', 'toString', ''])('refuses "%s" with the nearest name', (name) => {
    expect(() => findJob(name)).toThrow(
      expect.objectContaining({
        code: 'JOB_UNKNOWN',
        hint: expect.stringMatching(/^Did you mean [a-z0-9-]+\?/),
      }),
    );
  });
});
