import { z } from 'zod';
import { errorBodySchema } from '../contracts/error-body.ts';
import { type ErrorCode, errorCatalogue } from '../errors/error-catalogue.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { metricsErrors, metricsOperation } from './metrics-operation.ts';

/** Rises by semantic versioning; see docs/api.md for what counts as a break. */
const apiVersion = '1.1.0';

/** The OpenAPI 3.1 document of all endpoints, from the schemas that the functions parse with. */
export function openapiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Adult Matching',
      version: apiVersion,
      description: 'Recommendations for a licensed catalogue. Every answer has the header x-request-id.',
    },
    servers: [
      { url: '{project}/functions/v1', variables: { project: { default: 'http://127.0.0.1:54321' } } },
    ],
    paths: {
      ...Object.fromEntries(
        endpoints.map((endpoint) => [
          `/${endpoint.name}`,
          { [endpoint.method.toLowerCase()]: operationOf(endpoint) },
        ]),
      ),
      '/report-status/metrics': { get: metricsOperation(errorResponses(metricsErrors)) },
    },
    components: {
      schemas: { Error: jsonSchema(errorBodySchema, 'output') },
      securitySchemes: {
        person: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Access token of Supabase Auth',
        },
        metrics: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the functions' },
      },
    },
  };
}

function operationOf({ name, summary, person, request, response, errors }: Endpoint) {
  return {
    operationId: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    security: person ? [{ person: [] }] : [],
    ...(request && { requestBody: { required: true, content: json(jsonSchema(request, 'input')) } }),
    responses: {
      200: { description: 'OK', content: json(jsonSchema(response, 'output')) },
      ...errorResponses(errors),
    },
  };
}

function errorResponses(errors: readonly ErrorCode[]): Record<string, object> {
  return Object.fromEntries([...codesByStatus(errors)].map(([status, codes]) => [status, errorOf(codes)]));
}

function codesByStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const found = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorCatalogue[code];
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

function errorOf(codes: readonly ErrorCode[]) {
  const schema = {
    allOf: [
      { $ref: '#/components/schemas/Error' },
      { properties: { error: { properties: { code: { enum: codes } } } } },
    ],
  };
  return { description: codes.join(', '), content: json(schema) };
}

const json = (schema: object) => ({ 'application/json': { schema } });

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
