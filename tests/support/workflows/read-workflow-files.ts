import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface WorkflowFile {
  name: string;
  text: string;
}

const folder = fileURLToPath(new URL('../../../.github/workflows/', import.meta.url));

/** Every workflow of the folder, by default of this project. */
export async function readWorkflowFiles(from: string = folder): Promise<WorkflowFile[]> {
  const names = (await readdir(from)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(`${from}/${name}`, 'utf8') })));
}
