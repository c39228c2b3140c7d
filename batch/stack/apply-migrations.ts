import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';

export interface ApplyMigrationsOptions {
  /** Address of the database, password included. */
  dbUrl: string;
  /** The folder that holds `supabase/`. */
  workdir: string;
}

function supabaseCommand(): string {
  const manifest = createRequire(import.meta.url).resolve('supabase/package.json');
  return join(dirname(dirname(manifest)), '.bin', process.platform === 'win32' ? 'supabase.cmd' : 'supabase');
}

function runSupabase(args: string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(supabaseCommand(), args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}

/**
 * Applies the migrations of `<workdir>/supabase/migrations` with the Supabase CLI itself, so that what passes
 * here is what a hosted project gets. Already applied ones are skipped.
 * @throws AppError MIGRATION_FAILED with what the CLI said, the password taken out.
 */
export async function applyMigrations(options: ApplyMigrationsOptions): Promise<void> {
  const { status, output } = await runSupabase([
    'db',
    'push',
    `--remote=${options.dbUrl}`,
    '--yes',
    '--workdir',
    options.workdir,
  ]);
  if (status === 0) return;
  const password = new URL(options.dbUrl).password;
  const said = password ? output.replaceAll(password, '***') : output;
  throw new AppError('MIGRATION_FAILED', `Cannot apply the migrations:\n${said.trim()}`, {
    hint: 'Correct the migration and run the command again: migrations before it stay applied',
  });
}
