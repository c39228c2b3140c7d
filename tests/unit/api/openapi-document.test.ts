import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../../shared/api/endpoints.ts';
import { metricsErrors } from '../../../shared/api/metrics-operation.ts';
import { openapiDocument } from '../../../shared/api/openapi-document.ts';
import { errorCatalogue } from '../../../shared/errors/error-catalogue.ts';

interface Operation {
  requestBody?: { content: { 'application/json': { schema: object } } };
  responses: Record<string, { description: string }>;
  security: object[];
}
const document = JSON.parse(JSON.stringify(openapiDocument()));
const operationOf = (name: string): Operation => Object.values(document.paths[`/${name}`])[0] as Operation;

describe('openapiDocument()', () => {
  it('is what docs/openapi.json holds: run npm run api:document', () => {
    const committed = readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(committed)).toEqual(document);
  });

  it('declares every status that an endpoint may answer with, and its codes', () => {
    for (const { name, errors, person } of endpoints) {
      const { responses, security } = operationOf(name);
      const statuses = [200, ...errors.map((code) => errorCatalogue[code].status)];
      expect(Object.keys(responses)).toEqual([...new Set(statuses)].sort((a, b) => a - b).map(String));
      for (const code of errors) expect(responses[errorCatalogue[code].status]!.description).toContain(code);
      expect(security).toEqual(person ? [{ person: [] }] : []);
    }
  });

  it('declares the metrics, with the token and the codes of theirs', () => {
    const { security, responses } = operationOf('report-status/metrics');
    expect(security).toEqual([{ metrics: [] }]);
    expect(Object.keys(responses)).toEqual(['200', '401', '404', '405', '500', '503']);
    for (const code of metricsErrors)
      expect(responses[errorCatalogue[code].status]!.description).toContain(code);
  });

  it('says what requests the endpoints accept', () => {
    const { schema } = operationOf('recommend-items').requestBody!.content['application/json'];
    const described = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    expect(described.safeParse({ limit: 20, filters: { include: { tags: ['a'] } } }).success).toBe(true);
    for (const wrong of [{ limit: 0 }, { limit: 20, colour: 'red' }, { filters: { include: { tags: [] } } }])
      expect(described.safeParse(wrong).success).toBe(false);
  });
});
