/// <reference lib="deno.ns" />
// Loads a user tower from an artifact on disk, as recommend-items does from Storage, computes one embedding and says
// what the process has used since it started. Arguments: folder with the bucket's paths, version, sha256 of the manifest.
import process from 'node:process';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { loadUserTower } from '../../../supabase/functions/_lib/tower/load-user-tower.ts';

const [folder, version, manifestSha256] = Deno.args as [string, string, string];
const download = (path: string) => Deno.readFile(`${folder}/${path}`);
const tower = await loadUserTower({ version, manifestSha256 }, { download });
const embedding = tower.embed(goldenInput(9, 3 * tower.manifest.dim));
const { user, system } = process.cpuUsage();
const rssMb = process.memoryUsage().rss / 2 ** 20;
console.log(JSON.stringify({ width: embedding.length, cpuMs: (user + system) / 1000, rssMb }));
