import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resolveConfig } from '../../../batch/config/resolve-config.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const schema = z.strictObject({
  backend: z.enum(['auto', 'cpu']).default('auto'),
  learningRate: z.number().positive().default(0.003),
  label: z.string().default(''),
  layers: z.array(z.int()).default([64]),
  history: z
    .strictObject({ likeLimit: z.int().min(1).default(200), decay: z.number().nullable().default(null) })
    .prefault({}),
});

let presetsFolder: string;
const resolve = (rest: { preset?: string; environment?: NodeJS.ProcessEnv; set?: string[] } = {}) =>
  resolveConfig(schema, { presetsFolder, environment: {}, ...rest });

beforeAll(async () => {
  presetsFolder = newTempFolder();
  const files = {
    'small.json': '{ "learningRate": 0.1, "history": { "likeLimit": 10 } }',
    'large.json': '{ "learningRate": 0.001 }',
    'typo.json': '{ "history": { "likeLimt": 10 } }',
    'broken.json': '{ "learningRate": 0.1, }',
    'list.json': '[1]',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(presetsFolder, name), text);
});

describe('resolveConfig()', () => {
  it('gives the defaults where nothing is set', async () => {
    expect(await resolve()).toEqual({
      backend: 'auto',
      learningRate: 0.003,
      label: '',
      layers: [64],
      history: { likeLimit: 200, decay: null },
    });
  });

  it('lets a preset beat the defaults, the environment the preset, a flag the environment', async () => {
    const environment = { MATCHING_LEARNING_RATE: '0.2', MATCHING_HISTORY_LIKE_LIMIT: '20' };
    const preset = 'small';
    expect(await resolve({ preset })).toMatchObject({ learningRate: 0.1, history: { likeLimit: 10 } });
    expect(await resolve({ preset, environment })).toMatchObject({
      learningRate: 0.2,
      history: { likeLimit: 20 },
    });
    const set = ['history.likeLimit=30'];
    expect(await resolve({ preset, environment, set })).toMatchObject({
      learningRate: 0.2,
      history: { likeLimit: 30, decay: null },
    });
  });

  it('reads texts as what the schema wants', async () => {
    // label takes text, so 123 stays text; the value may hold "=".
    const set = ['label=123', 'layers=[1,2]', 'history.decay=0.5', 'backend=cpu'];
    expect(await resolve({ set })).toMatchObject({
      label: '123',
      layers: [1, 2],
      history: { decay: 0.5 },
      backend: 'cpu',
    });
    expect((await resolve({ set: ['label=a=b'] })).label).toBe('a=b');
  });

  it('leaves variables that are no settings alone', async () => {
    const environment = { MATCHING_ROOT: '/data', MATCHING_PSEUDONYM_KEY: 'ab', LEARNING_RATE: '9' };
    expect((await resolve({ environment })).learningRate).toBe(0.003);
  });

  it.each([
    ['flag', { set: ['learningrate=1'] }, 'Unknown setting learningrate in --set', 'learningRate'],
    ['nested flag', { set: ['history.likelimits=1'] }, 'history.likelimits', 'history.likeLimit'],
    ['group', { set: ['history={}'] }, 'Unknown setting history in', 'history.decay'],
    ['prototype', { set: ['__proto__.x=1'] }, '__proto__.x', ''],
    ['preset key', { preset: 'typo' }, 'history.likeLimt in preset typo', 'history.likeLimit'],
    [
      'variable',
      { environment: { MATCHING_LEARNIN_RATE: '1' } },
      'MATCHING_LEARNIN_RATE',
      'MATCHING_LEARNING_RATE',
    ],
  ])('refuses an unknown key and names the nearest: %s', async (_, options, message, nearest) => {
    await expect(resolve(options)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      exitStatus: 2,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(nearest),
    });
  });

  it.each([
    ['number', { set: ['learningRate=fast'] }, 'Cannot use learningRate from --set: '],
    ['range', { environment: { MATCHING_HISTORY_LIKE_LIMIT: '0' } }, 'from MATCHING_HISTORY_LIKE_LIMIT: '],
    ['no value', { set: ['learningRate'] }, 'Cannot read --set learningRate'],
    ['broken preset', { preset: 'broken' }, 'broken.json: it is not a JSON object'],
    ['list preset', { preset: 'list' }, 'list.json: it is not a JSON object'],
  ])('refuses a bad value and says where it stands: %s', async (_, options, message) => {
    await expect(resolve(options)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(message),
    });
  });

  it.each(['smal', '../small'])('names the presets there are for %s', async (preset) => {
    await expect(resolve({ preset })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      hint: 'Presets: broken, large, list, small, typo. Nearest: small.',
    });
  });
});
