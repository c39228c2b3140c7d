#!/usr/bin/env node
// Adds to package-lock.json the optional packages of other platforms that npm left out because the registry at
// hand did not have them. Without these entries `npm ci` calls the lock file out of sync. Run after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const systems = { win32: 'win32', windows: 'win32', darwin: 'darwin', linux: 'linux', android: 'android' };
const others = ['freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
for (const name of others) systems[name] = name;
const processors = [
  'x64',
  'arm64',
  'arm',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
];

let added = 0;
for (const [parentPath, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${parentPath}/node_modules/${name}`])
      continue;
    const words = name.split(/[/-]/);
    const os = words.flatMap((word) => systems[word] ?? []);
    const cpu = words.filter((word) => processors.includes(word));
    // An exact version that says its platform is a binary for that platform; anything else is not ours to guess.
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) || os.length + cpu.length === 0) {
      throw new Error(
        `Cannot complete the lock file: ${name}@${version} of ${parentPath} is no platform package`,
      );
    }
    const hasMuslTwin = parent.optionalDependencies[`${name}-musl`] !== undefined;
    const libc = words.includes('musl') ? 'musl' : hasMuslTwin ? 'glibc' : null;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu.length > 0 && { cpu }),
      ...(parent.dev && { dev: true }),
      ...(libc && { libc: [libc] }),
      license: parent.license,
      optional: true,
      ...(os.length > 0 && { os }),
    };
    added++;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(sorted);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional packages of other platforms added`);
