/**
 * A process of its own, started once for a new folder: `create-database.mjs <folder>`. Making the cluster
 * takes twice the memory of running it, and WebAssembly memory is given back only when its process ends.
 * Plain JavaScript: it starts a second earlier without a TypeScript loader.
 */
import { PGlite } from '@electric-sql/pglite';

const folder = process.argv[2];
if (!folder) throw new TypeError('Cannot create a database: the folder is missing');
const database = await PGlite.create(folder);
await database.close();
