import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Dockerfile, DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const ignored = readFileSync(join(project, '.dockerignore'), 'utf8').split('\n');

function read(kind: string): string {
  return readFileSync(join(project, `batch/deploy/docker/${kind}.Dockerfile`), 'utf8');
}

/** What an image takes from the repository, not from a stage before. */
function copiedFiles(dockerfile: Dockerfile): string[] {
  return dockerfile
    .getCOPYs()
    .filter((copy) => !copy.getFlags().some((flag) => flag.getName() === 'from'))
    .flatMap((copy) => copy.getArguments().slice(0, -1).map(String));
}

describe.each(['cpu', 'gpu'])('the %s image', (kind) => {
  const text = read(kind);
  const dockerfile = DockerfileParser.parse(text);

  test('is one that Docker can read', () => {
    expect(validate(text)).toEqual([]);
    expect(validate(text.replace('WORKDIR', 'WORKDIRS')).length).toBeGreaterThan(0);
  });

  test('is made of bases by digest, in two stages', () => {
    const bases = dockerfile.getFROMs();
    expect(bases.map((base) => base.getBuildStage())).toEqual(['build', 'run']);
    for (const base of bases) {
      expect(base.getImage()).toMatch(/^[a-z/]+:\d+\.\d+\.\d+-[a-z0-9.-]+@sha256:[0-9a-f]{64}$/);
    }
  });

  test('runs as nobody with rights', () => {
    const users = dockerfile.getInstructions().filter((one) => one.getKeyword() === 'USER');
    expect(users.map((user) => user.getArgumentsContent())).toEqual(['1001:1001']);
    const last = dockerfile.getInstructions().slice(-3);
    expect(last.map((one) => one.getKeyword())).toEqual(['USER', 'ENTRYPOINT', 'CMD']);
  });

  test('has no secret built in', () => {
    for (const instruction of dockerfile.getInstructions()) {
      expect(instruction.getKeyword()).not.toBe('ARG');
      if (instruction.getKeyword() !== 'ENV') continue;
      expect(instruction.getArgumentsContent()).not.toMatch(/key|secret|token|password|db_url/i);
    }
  });

  test('takes only what is there and is let through', () => {
    const files = copiedFiles(dockerfile);
    expect(files).toContain('batch');
    for (const file of files) {
      expect(existsSync(join(project, file)), file).toBe(true);
      expect(ignored).toContain(`!${file}`);
    }
  });
});

test('both images hold the same, and all that the command needs', () => {
  const [files, others] = ['cpu', 'gpu'].map((kind) => copiedFiles(DockerfileParser.parse(read(kind))));
  expect(files).toEqual(others);
  const image = newTempFolder();
  for (const file of files!) {
    cpSync(join(project, file), join(image, file), {
      recursive: true,
      filter: (source) => !source.startsWith(join(project, 'batch/deploy')),
    });
  }
  symlinkSync(join(project, 'node_modules'), join(image, 'node_modules'));
  // Loads the backends, DuckDB and the CLI; finds no database, which an image does not hold.
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(image, 'batch/cli/matching.mjs'), 'doctor', '--json', '--root', newTempFolder()],
    { encoding: 'utf8', env: { PATH: process.env.PATH } },
  );
  expect(status).toBe(0);
  expect(stdout).toContain('backend wasm');
}, 120_000);

test('nothing is let through but what the images take', () => {
  expect(ignored.filter((line) => line && !line.startsWith('#'))[0]).toBe('*');
  const through = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(through.sort()).toEqual(
    [
      '.npmrc',
      'batch',
      'deno.json',
      'models',
      'package-lock.json',
      'package.json',
      'shared',
      'supabase',
    ].sort(),
  );
});

test('the GPU image has the binding that the project wants', () => {
  const wanted = packageJson.peerDependencies['@tensorflow/tfjs-node-gpu'];
  expect(read('gpu')).toContain(`@tensorflow/tfjs-node-gpu@${wanted}`);
});
