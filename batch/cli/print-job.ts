import { describeParameters } from '../jobs/describe-parameters.ts';
import type { JobEntry } from '../jobs/registry.ts';
import type { JobDefinition } from '../jobs/runner/job-definition.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

/** Title, parameters with defaults, and how to run it. */
export function printJob(entry: JobEntry, definition: JobDefinition): void {
  const width = terminalWidth();
  console.log(`${entry.name}: ${entry.title}\n`);
  const parameters = describeParameters(definition);
  console.log(parameters.length === 0 ? 'It takes no parameters.' : 'Parameters (--set key=value):');
  const rows = parameters.map(({ key, required, default: byDefault, description }) => [
    key,
    `${description}${required ? ' (required)' : byDefault === undefined ? '' : ` (default: ${valueText(byDefault)})`}`,
  ]);
  for (const line of formatTable(rows, { width, indent: 2 })) console.log(line);
  for (const [alias, preset] of Object.entries(entry.aliases ?? {})) {
    const set = Object.entries(preset).map(([key, value]) => ` --set ${key}=${valueText(value)}`);
    console.log(`\n${alias} is ${entry.name}${set.join('')}`);
  }
  const required = parameters.filter((parameter) => parameter.required).map(({ key }) => ` --set ${key}=…`);
  console.log(`\nRun it:  matching run ${entry.name}${required.join('')}`);
  if (definition.shardable)
    console.log(`Split:   matching run ${entry.name}${required.join('')} --shard 1/4`);
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
