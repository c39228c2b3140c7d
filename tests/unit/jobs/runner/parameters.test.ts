import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeParameters } from '../../../../batch/jobs/describe-parameters.ts';
import { parametersFromTexts } from '../../../../batch/jobs/runner/parameters-from-texts.ts';
import { parseParameters } from '../../../../batch/jobs/runner/parse-parameters.ts';

const job = {
  name: 'toy',
  parameters: z.strictObject({
    folder: z.string().describe('where it goes'),
    limit: z.int().min(1).default(3).describe('how many'),
    floors: z.array(z.string()).optional().describe('which'),
    history: z.strictObject({ likeLimit: z.int().default(200).describe('likes') }).prefault({}),
  }),
};

it('parseParameters() fills defaults in', () => {
  expect(parseParameters(job, { folder: 'a' })).toEqual({
    folder: 'a',
    limit: 3,
    history: { likeLimit: 200 },
  });
});

it.each([
  [{}, 'Cannot run toy: the parameter folder is missing', 'Add --set folder=…'],
  [{ folder: 'a', limt: 1 }, 'Cannot run toy: it has no parameter limt', 'Did you mean limit?'],
  [{ folder: 'a', limit: 0 }, 'Cannot run toy: parameter limit: ', '"matching list toy"'],
  [{ folder: 'a', history: { likelimit: 1 } }, 'Cannot run toy: parameter history: ', '"matching list toy"'],
])('parseParameters() refuses %j', (given, message, hint) => {
  expect(() => parseParameters(job, given)).toThrow(
    expect.objectContaining({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  );
});

it('parseParameters() refuses any parameter of a job that takes none', () => {
  const none = { name: 'none', parameters: z.strictObject({}) };
  expect(() => parseParameters(none, { a: 1 })).toThrow(
    expect.objectContaining({ hint: 'It takes no parameters.' }),
  );
});

it('parametersFromTexts() takes text as text, JSON as JSON, dotted keys as groups, the last of two', () => {
  const texts = ['folder=12', 'limit=4', 'limit=5', 'floors=["a","b"]', 'history.likeLimit=7'];
  expect(parametersFromTexts(job, texts)).toEqual({
    folder: '12',
    limit: 5,
    floors: ['a', 'b'],
    history: { likeLimit: 7 },
  });
  expect(parametersFromTexts(job, ['folder=a=b'])).toEqual({ folder: 'a=b' });
});

it.each([
  ['limits=3', 'Cannot run toy: it has no parameter limits', 'Did you mean limit?'],
  ['history={}', 'Cannot run toy: it has no parameter history', 'Did you mean'],
  ['__proto__.x=1', 'Cannot run toy: it has no parameter __proto__.x', 'Did you mean'],
  ['limit', 'Cannot read --set limit: it has no key and value', 'Write --set key=value.'],
  ['=3', 'Cannot read --set =3: it has no key and value', 'Write --set key=value.'],
])('parametersFromTexts() refuses %s', (text, message, hint) => {
  expect(() => parametersFromTexts(job, [text])).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message, hint: expect.stringContaining(hint) }),
  );
});

it('describeParameters() says what is required and what the defaults are', () => {
  expect(describeParameters(job)).toEqual([
    { key: 'folder', required: true, description: 'where it goes' },
    { key: 'limit', required: false, default: 3, description: 'how many' },
    { key: 'floors', required: false, description: 'which' },
    { key: 'history.likeLimit', required: false, default: 200, description: 'likes' },
  ]);
});
