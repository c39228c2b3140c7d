/// <reference lib="deno.ns" />
// Times the user tower on TF.js against a plain loop over the same weights, by turns in one process, so that whatever
// disturbs the machine disturbs both. Arguments: folder with the bucket's paths, version, sha256 of the manifest,
// rounds.
import { artifactObjectPath, artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { loadUserTower } from '../../../supabase/functions/_lib/tower/load-user-tower.ts';

const [folder, version, manifestSha256, rounds] = Deno.args as [string, string, string, string];
const download = (path: string) => Deno.readFile(`${folder}/${path}`);
const tower = await loadUserTower({ version, manifestSha256 }, { download });
const { dim } = tower.manifest;
const { kernel, bias } = await readWeights();

async function readWeights(): Promise<{ kernel: Float32Array; bias: Float32Array }> {
  const text = await Deno.readTextFile(
    `${folder}/${artifactObjectPath(version, artifactPaths.userTowerModel)}`,
  );
  const bytes = await download(artifactObjectPath(version, artifactPaths.userTowerWeights));
  const byLength = new Map<number, Float32Array>();
  let offset = 0;
  for (const { shape } of JSON.parse(text).weightsManifest[0].weights as { shape: number[] }[]) {
    const length = shape.reduce((product, size) => product * size, 1);
    byLength.set(length, new Float32Array(bytes.buffer.slice(offset, offset + 4 * length)));
    offset += 4 * length;
  }
  return { kernel: byLength.get(3 * dim * dim)!, bias: byLength.get(dim)! };
}

// Row by row, so that the kernel is read in the order in which it lies.
function plainTower(input: Float32Array): Float32Array {
  const output = Float32Array.from(bias);
  for (let row = 0, at = 0; row < 3 * dim; row++) {
    const x = input[row]!;
    for (let column = 0; column < dim; column++, at++) output[column]! += x * kernel[at]!;
  }
  let sum = 0;
  for (let column = 0; column < dim; column++) sum += output[column]! * output[column]!;
  const scale = 1 / Math.sqrt(Math.max(sum, 1e-12));
  for (let column = 0; column < dim; column++) output[column]! *= scale;
  return output;
}

function timed(run: () => Float32Array): [ms: number, output: Float32Array] {
  const began = performance.now();
  const output = run();
  return [performance.now() - began, output];
}

const wasmMs: number[] = [];
const plainMs: number[] = [];
let worst = 0;
const warmUp = 30;
for (let round = -warmUp; round < Number(rounds); round++) {
  const input = goldenInput(round + warmUp, 3 * dim);
  // The order changes every round: neither always finds the other's data in the caches.
  const plainFirst = round % 2 === 0;
  const early = plainFirst ? timed(() => plainTower(input)) : null;
  const wasm = timed(() => tower.embed(input));
  const plain = early ?? timed(() => plainTower(input));
  for (let index = 0; index < dim; index++)
    worst = Math.max(worst, Math.abs(wasm[1][index]! - plain[1][index]!));
  if (round < 0) continue;
  wasmMs.push(wasm[0]);
  plainMs.push(plain[0]);
}
console.log(JSON.stringify({ wasmMs, plainMs, worst }));
