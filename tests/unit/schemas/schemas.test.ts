import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knownSchemas } from '../../../batch/jobs/known-schemas.ts';
import { findSchema } from '../../../batch/schemas/find-schema.ts';
import { toJsonSchema } from '../../../batch/schemas/to-json-schema.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';

describe('knownSchemas', () => {
  it('has every schema once, in order, each of which can be said in JSON Schema', () => {
    const names = knownSchemas.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    for (const schema of knownSchemas) {
      const json = toJsonSchema(schema);
      expect(json).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:adult-matching:schema:${schema.name}:${schema.version}`,
        title: schema.title,
      });
      // What was written is a schema that zod itself can read back, and that tells an object from a number.
      const readBack = z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
      expect(readBack.safeParse(5).success).toBe(false);
    }
  });

  it('holds what the database, the import and the functions take from outside', () => {
    const names = knownSchemas.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(
        'catalogue-record event-record catalogue-item content-policy dataset-manifest model-manifest import-mapping quality-rules quality-report recommend-items-request record-feedback-request manage-account-request export-configuration'.split(
          ' ',
        ),
      ),
    );
  });
});

describe('findSchema()', () => {
  it('names the nearest schema', () => {
    expect(() => findSchema(knownSchemas, 'event-recrod')).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIG',
        hint: expect.stringContaining('Nearest: event-record.'),
      }),
    );
  });
});

describe('matching schemas', () => {
  it('shows a schema', async () => {
    const { stdout, status } = await runMatching(['schemas', 'show', 'event-record']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['source', 'personKey', 'externalId', 'kind', 'decidedAt'],
      properties: { kind: { enum: ['like', 'nope'] } },
    });
  });

  it('writes every schema into a folder', async () => {
    const folder = join(newTempFolder(), 'new', 'schemas');
    expect((await runMatching(['schemas', 'export', folder])).status).toBe(0);
    const files = await readdir(folder);
    expect(files.sort()).toEqual(knownSchemas.map(({ name }) => `${name}.schema.json`).sort());
    const text = await readFile(join(folder, 'event-record.schema.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(toJsonSchema(findSchema(knownSchemas, 'event-record')));
  });

  it('lists names, versions and titles', async () => {
    const { stdout } = await runMatching(['schemas', 'list', '--json']);
    expect(JSON.parse(stdout)).toHaveLength(knownSchemas.length);
    expect((await runMatching(['schemas', 'list'])).stdout).toContain('event-record');
  });
});
