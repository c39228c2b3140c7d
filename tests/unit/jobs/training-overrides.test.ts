import { expect, it } from 'vitest';
import { trainJob } from '../../../batch/jobs/definitions/train-job.ts';
import { overrideTexts } from '../../../batch/jobs/definitions/training-overrides.ts';
import { parametersFromTexts } from '../../../batch/jobs/runner/parameters-from-texts.ts';
import { parseParameters } from '../../../batch/jobs/runner/parse-parameters.ts';

it('gives the training only what was said: the preset keeps its word on the rest', () => {
  const given = parametersFromTexts(trainJob, ['epochs=2', 'history.likeLimit=5', 'backend=cpu']);
  const { preset, restart, ...settings } = parseParameters(trainJob, given);
  expect({ preset, restart }).toEqual({ preset: 'quickstart', restart: false });
  expect(overrideTexts(settings)).toEqual(['backend=cpu', 'epochs=2', 'history.likeLimit=5']);
});

it('refuses what the training refuses', () => {
  expect(() => parseParameters(trainJob, { epochs: 0 })).toThrow(/parameter epochs: /);
  expect(() => parseParameters(trainJob, { history: { decay: 1 } })).toThrow(/parameter history: .*decay/);
});
