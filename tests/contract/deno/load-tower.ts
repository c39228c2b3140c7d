/// <reference lib="deno.ns" />
// Runs the towers' loader as a function does, in stock Deno. Reads a job from standard input:
// { folder, version, manifestSha256, inputs }, and writes { embeddings } or { code } to standard output.
import { AppError } from '../../../shared/errors/app-error.ts';
import { loadUserTower } from '../../../supabase/functions/_lib/tower/load-user-tower.ts';

const { folder, version, manifestSha256, inputs } = await new Response(Deno.stdin.readable).json();

async function download(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(`${folder}/${path}`);
  } catch (cause) {
    throw new AppError('ARTIFACT_MISSING', `Cannot download ${path} from storage`, { cause });
  }
}

async function run() {
  const tower = await loadUserTower({ version, manifestSha256 }, { download });
  const embeddings = inputs.map((input: number[]) => Array.from(tower.embed(Float32Array.from(input))));
  return { embeddings };
}

const result = await run().catch((error) => {
  if (error instanceof AppError) return { code: error.code };
  throw error;
});
console.log(JSON.stringify(result));
