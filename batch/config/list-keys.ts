import { z } from 'zod';

/** Dotted keys of all settings in a schema, with the schema of each, such as `history.likeLimit`. */
export function listKeys(schema: z.ZodObject, prefix = ''): Map<string, z.core.$ZodType> {
  const keys = new Map<string, z.core.$ZodType>();
  for (const [name, field] of Object.entries(schema.shape)) {
    const inner = unwrap(field);
    if (inner instanceof z.ZodObject) {
      for (const [key, leaf] of listKeys(inner, `${prefix}${name}.`)) keys.set(key, leaf);
    } else keys.set(prefix + name, field);
  }
  return keys;
}

/** What is inside of a default, prefault, optional or nullable. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const def = schema._zod.def as { innerType?: z.core.$ZodType };
  return def.innerType ? unwrap(def.innerType) : schema;
}
