import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegisteredSchema } from '../../shared/contracts/schema-registry.ts';
import { toJsonSchema } from './to-json-schema.ts';

/** Writes every schema as `<name>.schema.json` into a folder; other files in it stay. Returns the paths. */
export async function exportSchemas(schemas: readonly RegisteredSchema[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const schema of schemas) {
    const path = join(folder, `${schema.name}.schema.json`);
    await writeFile(`${path}.partial`, `${JSON.stringify(toJsonSchema(schema), null, 2)}\n`);
    await rename(`${path}.partial`, path);
    paths.push(path);
  }
  return paths;
}
