import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findMismatch, type JsonSchema } from './find-mismatch.ts';

const content = z.object({
  // By media type: the metrics are plain text.
  content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })),
});
const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ requestBody: content.optional(), responses: z.record(z.string(), content) }),
    ),
  ),
});

/** docs/openapi.json, as it is committed. */
const document = documentSchema.parse(
  JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')),
);

function operationOf(endpoint: string) {
  const [operation] = Object.values(document.paths[`/${endpoint}`] ?? {});
  if (!operation) throw new TypeError(`docs/openapi.json has no /${endpoint}`);
  return operation;
}

function jsonSchemaOf({ content: byType }: z.infer<typeof content>): JsonSchema {
  const json = byType['application/json'];
  if (!json) throw new TypeError('docs/openapi.json declares something else than JSON there');
  return json.schema;
}

/** The schema of what an endpoint takes; undefined where it takes nothing. */
export function requestSchemaOf(endpoint: string): JsonSchema | undefined {
  const { requestBody } = operationOf(endpoint);
  return requestBody && jsonSchemaOf(requestBody);
}

/** Why an answer is not one that the document declares; null where it is. */
export function findUndeclared(
  endpoint: string,
  { status, body }: { status: number; body: unknown },
): string | null {
  const declared = operationOf(endpoint).responses[status];
  if (!declared) return `${endpoint} does not declare the status ${status}`;
  return findMismatch(body, jsonSchemaOf(declared), document);
}
