import type { FoundModel } from '../jobs/models/find-model.ts';
import { formatBytes } from './format-bytes.ts';
import { formatFields } from './format-fields.ts';
import { terminalWidth } from './terminal-width.ts';

/** Everything that the manifest says but the golden vectors. */
export function printModel({ manifest, run, published }: FoundModel): void {
  const { files, metrics, config, golden, version, ...fields } = manifest;
  const print = (title: string, values: Record<string, unknown>) => {
    console.log(title);
    for (const line of formatFields(values, { width: terminalWidth(), indent: 2 })) console.log(line);
  };
  print(version, {
    run,
    published: published?.publishedAt ?? 'no',
    state: published ? (published.slot ?? 'published') : 'local',
    ...fields,
    golden: `${golden.length} vectors`,
  });
  print('config', config);
  print('metrics', metrics);
  console.log('files');
  const width = Math.max(...files.map(({ path }) => path.length));
  for (const { path, bytes, sha256 } of files) {
    console.log(`  ${path.padEnd(width)}  ${formatBytes(bytes).padStart(9)}  sha256 ${sha256}`);
  }
}
