import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os';
import { z } from 'zod';
import type { Check } from './check.ts';

const packageSchema = z.object({ engines: z.object({ node: z.string() }) });

/** Training a catalogue of 50,000 items takes about six. */
const comfortableGigabytes = 8;

/** Node, the platform, cores and memory. */
export function checkMachine(): Check[] {
  const wanted = packageSchema.parse(
    JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')),
  ).engines.node;
  const isNodeRight = satisfies(process.versions.node, wanted);
  const gigabytes = totalmem() / 2 ** 30;
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    {
      name: 'Node',
      state: isNodeRight ? 'ok' : 'problem',
      required: true,
      found: `${process.versions.node}, wanted ${wanted}`,
      ...(!isNodeRight && { hint: `Install a Node with a version ${wanted}.` }),
    },
    {
      name: 'platform',
      state: 'ok',
      required: false,
      found: `${process.platform} ${release()}, ${process.arch}`,
    },
    { name: 'cores', state: 'ok', required: false, found: `${availableParallelism()} x ${model}` },
    {
      name: 'memory',
      state: gigabytes >= comfortableGigabytes ? 'ok' : 'problem',
      required: false,
      found: `${gigabytes.toFixed(1)} GB, ${(freemem() / 2 ** 30).toFixed(1)} GB free`,
      ...(gigabytes < comfortableGigabytes && {
        hint: 'Train large catalogues on a machine with 8 GB, or with a smaller dim.',
      }),
    },
  ];
}

/** Whether a version meets a range of comparisons such as `>=20.19 <23`. */
export function satisfies(version: string, range: string): boolean {
  return range.split(' ').every((comparison) => {
    const match = /^(>=|<)(\d[\d.]*)$/.exec(comparison);
    if (!match) throw new RangeError(`Cannot compare versions: ${comparison} is neither >= nor <`);
    const order = compareVersions(version, match[2]!);
    return match[1] === '<' ? order < 0 : order >= 0;
  });
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let at = 0; at < 3; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
