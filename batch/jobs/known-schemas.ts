import { type RegisteredSchema, sharedSchemas } from '../../shared/contracts/schema-registry.ts';
import { importMappingSchema } from '../ingest/files/import-mapping.ts';

/** Every schema that data from outside can be held against, by name: those of shared/contracts and of the stages. */
export const knownSchemas: readonly RegisteredSchema[] = [
  ...sharedSchemas,
  {
    name: 'import-mapping',
    title: 'Which column of a file is what',
    version: 1,
    schema: importMappingSchema,
  },
].sort((a, b) => (a.name < b.name ? -1 : 1));
