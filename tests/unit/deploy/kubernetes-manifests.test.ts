import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { registry } from '../../../batch/jobs/registry.ts';
import { parseShard } from '../../../batch/jobs/runner/parse-shard.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { findManifestFaults } from '../../support/deploy/find-manifest-faults.ts';
import { type Manifest, manifestsFolder, readManifests } from '../../support/deploy/read-manifests.ts';

interface Variable {
  name: string;
  value?: string;
  valueFrom?: Record<string, { name: string; key: string }>;
}

interface PodSpec {
  restartPolicy: string;
  automountServiceAccountToken: boolean;
  securityContext: { runAsNonRoot: boolean; runAsUser: number; seccompProfile: { type: string } };
  containers: {
    image: string;
    command?: string[];
    args: string[];
    env: Variable[];
    resources: { requests: Record<string, string>; limits: Record<string, string> };
    securityContext: Record<string, unknown>;
  }[];
}

interface JobSpec {
  activeDeadlineSeconds: number;
  completions?: number;
  parallelism?: number;
  completionMode?: string;
  template: { spec: PodSpec };
}

const manifests = await readManifests();
const named = (name: string): Manifest => manifests.find(({ metadata }) => metadata.name === name)!;
const ofKind = (wanted: string): Manifest => manifests.find(({ kind }) => kind === wanted)!;
const cronJobs = manifests.filter(({ kind }) => kind === 'CronJob');

function jobSpec(manifest: Manifest): JobSpec {
  const spec = manifest.spec as JobSpec & { jobTemplate?: { spec: JobSpec } };
  return spec.jobTemplate?.spec ?? spec;
}

const jobs = manifests
  .filter(({ kind }) => kind === 'CronJob' || kind === 'Job')
  .map((manifest) => ({ file: manifest.file, spec: jobSpec(manifest) }));

describe('the schemas of Kubernetes', () => {
  test('take every manifest', () => {
    expect(findManifestFaults(manifests)).toEqual([]);
  });

  /** The nightly training with one thing changed, by what is to be told of it. */
  const changes: Record<string, (spec: JobSpec, cronJob: Record<string, unknown>) => void> = {
    backOffLimit: (spec) => Object.assign(spec, { backOffLimit: 1 }),
    readOnlyRootFilesystem: ({ template }) =>
      Object.assign(template.spec.securityContext, { readOnlyRootFilesystem: true }),
    activeDeadlineSeconds: (spec) => Object.assign(spec, { activeDeadlineSeconds: '60' }),
    concurrencyPolicy: (_, cronJob) => Object.assign(cronJob, { concurrencyPolicy: 'Never' }),
    schedule: (_, cronJob) => {
      delete cronJob.schedule;
    },
  };

  test('refuse unknown and misplaced fields, texts for numbers, unknown choices and what is missing', () => {
    const bad = Object.entries(changes).map(([file, change]) => {
      const copy: Manifest = { ...structuredClone(named('nightly-training')), file };
      change(jobSpec(copy), copy.spec as Record<string, unknown>);
      return copy;
    });
    const faults = findManifestFaults(bad);
    for (const field of Object.keys(changes)) {
      expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${field}: .*\\b${field}\\b`)));
    }
  });
});

test('the kustomizations name every file but the example of the secret, once', async () => {
  const files = (await readdir(manifestsFolder, { recursive: true })).filter((name) =>
    name.endsWith('.yaml'),
  );
  const listed: string[] = [];
  for (const folder of ['', 'jobs/import-events/', 'jobs/build-embeddings/']) {
    const text = await readFile(join(manifestsFolder, folder, 'kustomization.yaml'), 'utf8');
    const { resources } = parse(text) as { resources: string[] };
    listed.push(`${folder}kustomization.yaml`, ...resources.map((name) => folder + name));
  }
  expect([...listed, 'secret.example.yaml'].sort()).toEqual(files.sort());
});

test('everything lies in one namespace, and the example of the secret is empty', () => {
  for (const { kind, metadata } of manifests) {
    expect(kind === 'Namespace' ? metadata.name : metadata.namespace).toBe('matching');
  }
  const { stringData } = ofKind('Secret');
  expect(new Set(Object.values(stringData as Record<string, string>))).toEqual(new Set(['']));
});

test('no schedule runs beside itself', () => {
  expect(cronJobs.map(({ metadata }) => metadata.name).sort()).toEqual([
    'daily-catalogue',
    'monitor-bias',
    'monitor-drift',
    'nightly-training',
    'release-check',
  ]);
  for (const { spec } of cronJobs) {
    expect(spec).toMatchObject({ concurrencyPolicy: 'Forbid', timeZone: 'Asia/Tokyo' });
  }
});

test.each(jobs)('$file ends by itself, is nobody with rights, and asks for what it needs', ({ spec }) => {
  expect(spec.activeDeadlineSeconds).toBeGreaterThan(0);
  const pod = spec.template.spec;
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(pod.containers).toHaveLength(1);
  const { image, resources, securityContext } = pod.containers[0]!;
  expect(image).toMatch(/^matching-(cpu|gpu)$/);
  expect(resources.requests).toMatchObject({ cpu: expect.any(String), memory: expect.any(String) });
  expect(resources.limits.memory).toMatch(/^[1-9][0-9]*(Mi|Gi)$/);
  expect(securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('every variable comes from a key that the example of the secret or the config map has', () => {
  const secret = ofKind('Secret').stringData as object;
  const config = ofKind('ConfigMap').data as object;
  for (const { file, spec } of jobs) {
    for (const { name, value, valueFrom } of spec.template.spec.containers[0]!.env) {
      if (value !== undefined) expect([file, name].join()).toMatch(/^jobs\/.*,(SHARDS|MODEL)$/);
      else if (valueFrom?.secretKeyRef) expect(Object.keys(secret)).toContain(valueFrom.secretKeyRef.key);
      else expect(Object.keys(config)).toContain(valueFrom?.configMapKeyRef?.key);
    }
  }
});

test('every job that is run by name is one that there is', () => {
  const texts = jobs.flatMap(({ spec }) => spec.template.spec.containers[0]!.args.join(' '));
  const names = texts.flatMap((text) => /\brun ([a-z-]+)/.exec(text)?.[1] ?? []);
  expect(names.sort()).toEqual(['daily-catalogue', 'import-files', 'nightly-training']);
  for (const name of names) expect(registry.map((entry) => entry.name)).toContain(name);
});

test.each([
  ['import-events', ['run', 'import-files', '--set', 'paths=["/data/in/events.csv"]']],
  ['build-embeddings', ['embeddings', 'build', 'v1']],
])('the parts of %s are all of them, each once', (name, begins) => {
  const { completionMode, completions, parallelism, template } = jobSpec(named(name));
  expect({ completionMode, parallelism }).toEqual({ completionMode: 'Indexed', parallelism: completions });
  const { command, args, env } = template.spec.containers[0]!;
  expect(env.find((variable) => variable.name === 'SHARDS')!.value).toBe(String(completions));
  // In place of node: says what it is started with.
  const folder = newTempFolder();
  writeFileSync(join(folder, 'node'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(join(folder, 'node'), 0o755);
  const parts = Array.from({ length: completions! }, (_, index) => {
    const { stdout, status } = spawnSync(command![0]!, [...command!.slice(1), ...args], {
      encoding: 'utf8',
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        JOB_COMPLETION_INDEX: String(index),
        SHARDS: String(completions),
        MODEL: 'v1',
      },
    });
    expect(status).toBe(0);
    const words = stdout.trim().split('\n');
    expect(words.slice(0, begins.length + 1)).toEqual(['/app/batch/cli/matching.mjs', ...begins]);
    return parseShard(words[words.indexOf('--shard') + 1]!);
  });
  expect(parts).toEqual([1, 2, 3, 4].map((index) => ({ index, count: 4 })));
});
