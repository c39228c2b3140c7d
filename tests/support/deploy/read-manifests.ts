import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  [field: string]: unknown;
}

export const manifestsFolder = fileURLToPath(new URL('../../../batch/deploy/kubernetes/', import.meta.url));

/** Every object of batch/deploy/kubernetes, kustomizations left out. */
export async function readManifests(): Promise<Manifest[]> {
  const names = (await readdir(manifestsFolder, { recursive: true })).filter(
    (name) => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'),
  );
  const texts = await Promise.all(names.map((name) => readFile(manifestsFolder + name, 'utf8')));
  return texts.flatMap((text, index) =>
    parseAllDocuments(text).map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return { file: names[index]!, ...(document.toJS() as Omit<Manifest, 'file'>) } as Manifest;
    }),
  );
}
