import { z } from 'zod';
import type { RegisteredSchema } from '../../shared/contracts/schema-registry.ts';

/**
 * JSON Schema (draft 2020-12) of what may be sent, before defaults are filled in. Rules that JSON Schema cannot say, such
 * as that numbers add up, are left out: `validate` knows them.
 */
export function toJsonSchema({ name, title, version, schema }: RegisteredSchema): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return { $schema, $id: `urn:adult-matching:schema:${name}:${version}`, title, ...rest };
}
