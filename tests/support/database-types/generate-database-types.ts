import { runSupabase } from '../run-supabase.ts';

export const databaseTypesPath = new URL('../../../shared/contracts/database-types.ts', import.meta.url);

const header =
  '// Generated from the migrations by `npm run db:types`. A contract test compares it with the database.\n';

/** The types of the schema `public` as the Supabase CLI writes them, without spaces at the ends of lines. */
export async function generateDatabaseTypes(dbUrl: string): Promise<string> {
  // Without this the CLI tries TLS, and says on standard output that there is none.
  const remote = `--remote=${dbUrl}?sslmode=disable`;
  const { status, stdout, stderr } = await runSupabase('gen', 'types', remote, '--schema', 'public');
  if (status !== 0) throw new Error(`supabase gen types ended with status ${status}:\n${stderr}`);
  return `${header}${stdout.replace(/[ \t]+$/gm, '').trim()}\n`;
}
