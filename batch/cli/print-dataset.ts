import { addressText } from '../io/datasets/find-dataset.ts';
import type { DatasetList, ListedDataset } from '../io/datasets/list-datasets.ts';
import { formatBytes } from './format-bytes.ts';

/** One line a dataset: reference, rows of each table, size and when it was made. */
export function printDatasetList({ datasets, broken }: DatasetList): void {
  if (datasets.length === 0 && broken.length === 0) {
    console.log('No datasets. "matching import" makes some; --root names another folder.');
    return;
  }
  const width = Math.max(0, ...datasets.map((dataset) => addressText(dataset).length));
  for (const dataset of datasets) {
    const rows = dataset.manifest.tables.map((table) => `${table.name} ${table.rows}`).join(', ');
    console.log(
      `${addressText(dataset).padEnd(width)}  ${formatBytes(dataset.bytes).padStart(9)}  ` +
        `${dataset.manifest.createdAt.slice(0, 19)}Z  ${rows}`,
    );
  }
  for (const { reference, problem } of broken) console.log(`${reference}  BROKEN: ${problem}`);
}

/** Everything that the manifest says, and where the dataset comes from. */
export function printDataset(dataset: ListedDataset, all: readonly ListedDataset[]): void {
  const { manifest } = dataset;
  console.log(addressText(dataset));
  console.log(`  folder       ${dataset.folder}`);
  console.log(`  made         ${manifest.createdAt}`);
  console.log(`  schema       ${manifest.schema.name} ${manifest.schema.version}`);
  console.log(`  fingerprint  ${manifest.fingerprint}`);
  if (manifest.accounting) {
    const { read, accepted, quarantined } = manifest.accounting;
    console.log(`  rows         ${read} read = ${accepted} accepted + ${quarantined} quarantined`);
  }
  console.log(`  parameters   ${JSON.stringify(manifest.parameters)}`);
  for (const { file, bytes, sha256 } of manifest.inputs) {
    console.log(`  input        ${file}  ${formatBytes(bytes)}  sha256 ${sha256}`);
  }
  for (const { name, rows, columns, files } of manifest.tables) {
    console.log(`  table ${name}: ${rows} rows`);
    for (const column of columns) console.log(`    ${column.name}  ${column.type}`);
    for (const file of files) {
      console.log(
        `    file ${file.path}  ${file.rows} rows  ${formatBytes(file.bytes)}  sha256 ${file.sha256}`,
      );
    }
  }
  if (manifest.parents.length > 0) console.log('  made from');
  printParents(manifest.parents, all, '    ');
}

function printParents(
  parents: ListedDataset['manifest']['parents'],
  all: readonly ListedDataset[],
  indent: string,
): void {
  for (const parent of parents) {
    const address = addressText(parent);
    const found = all.find((dataset) => addressText(dataset) === address);
    console.log(`${indent}${address}${found ? '' : '  (missing)'}`);
    // Each version is made from what was there before it, so this ends.
    if (found) printParents(found.manifest.parents, all, `${indent}  `);
  }
}
