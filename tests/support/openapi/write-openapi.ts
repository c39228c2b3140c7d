import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openapiDocument } from '../../../shared/api/openapi-document.ts';

// `npm run api:document`: writes docs/openapi.json anew from the schemas.
const path = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url));
await writeFile(path, `${JSON.stringify(openapiDocument(), null, 2)}\n`);
console.log(`wrote ${path}`);
