import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openMigratedStack } from '../stack/open-migrated-stack.ts';
import { databaseTypesPath, generateDatabaseTypes } from './generate-database-types.ts';

// `npm run db:types`: writes shared/contracts/database-types.ts anew from the migrations.
const stack = await openMigratedStack();
try {
  await writeFile(databaseTypesPath, await generateDatabaseTypes(stack.dbUrl));
  console.log(`wrote ${fileURLToPath(databaseTypesPath)}`);
} finally {
  await stack.remove();
}
