import { join } from 'node:path';
import type { InferredFile } from '../schemas/infer/infer-file.ts';
import type { RowFormat } from '../schemas/read/file-format.ts';
import type { FileValidation } from '../schemas/validate-file.ts';
import type { ManagerContext } from './manager-context.ts';

export interface Schemas {
  list(): Promise<{ name: string; title: string; version: number }[]>;
  /** JSON Schema, draft 2020-12. Throws INVALID_CONFIG for an unknown name. */
  show(name: string): Promise<Record<string, unknown>>;
  /** Writes all into a folder; returns the paths. */
  export(folder: string): Promise<string[]>;
  /** Holds every row of a file against a schema. */
  validate(name: string, file: string, options?: { format?: RowFormat }): Promise<FileValidation>;
  /** What a file holds, as JSON Schema, with a mapping for `ingestion.importFiles` where it looks like one. */
  infer(file: string, options?: { format?: RowFormat }): Promise<InferredFile>;
}

export function createSchemas({ dataRoot, signal, onProgress }: ManagerContext): Schemas {
  const tempFolder = join(dataRoot, 'temp');
  const load = async (name: string) => {
    const { knownSchemas } = await import('../jobs/known-schemas.ts');
    const { findSchema } = await import('../schemas/find-schema.ts');
    return findSchema(knownSchemas, name);
  };
  return {
    async list() {
      const { knownSchemas } = await import('../jobs/known-schemas.ts');
      return knownSchemas.map(({ name, title, version }) => ({ name, title, version }));
    },
    async show(name) {
      const { toJsonSchema } = await import('../schemas/to-json-schema.ts');
      return toJsonSchema(await load(name));
    },
    async export(folder) {
      const { knownSchemas } = await import('../jobs/known-schemas.ts');
      const { exportSchemas } = await import('../schemas/export-schemas.ts');
      return exportSchemas(knownSchemas, folder);
    },
    async validate(name, file, options) {
      const { validateFile } = await import('../schemas/validate-file.ts');
      return validateFile(await load(name), file, {
        ...options,
        tempFolder,
        signal,
        onProgress: (rows) => onProgress(rows, 0, 'rows validated'),
      });
    },
    async infer(file, options) {
      const { inferFile } = await import('../schemas/infer/infer-file.ts');
      return inferFile(file, {
        ...options,
        tempFolder,
        signal,
        onProgress: (done, total) => onProgress(done, total, 'columns read'),
      });
    },
  };
}
