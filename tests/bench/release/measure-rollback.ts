import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { moveModel } from '../../../batch/release/move-model.ts';
import { createClient } from '../../../shared/client/create-client.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { runMatching } from '../../support/stack/run-matching.ts';
import type { Figures } from '../support/figures.ts';
import type { BenchStack } from '../support/open-bench-stack.ts';
import { percentile } from '../support/percentile.ts';
import { copyVersion } from './copy-version.ts';

const rounds = 10;

/** From the start of `matching release rollback` to the first page that the previous version made. */
export async function measureRollback(figures: Figures, stack: BenchStack): Promise<void> {
  const database = await connectDatabase(stack.dbUrl, { applicationName: 'bench:release' });
  try {
    const { rows } = await database.query<{ version: string }>(
      `select model_version as version from app.deployments where slot = 'active'`,
    );
    const old = rows[0]!.version;
    const next = await copyVersion(database, { stack, version: old });
    const supabase = createTestClient(stack.apiUrl, stack.publishableKey);
    await supabase.auth.signInAnonymously();
    const token = (await supabase.auth.getSession()).data.session!.access_token;
    const client = createClient({
      ...{ url: stack.apiUrl, key: stack.publishableKey, accessToken: async () => token },
    });
    await client.manageAccount({ action: 'confirm_adult' });
    const servedBy = async () => (await client.recommendItems({ limit: 20 })).model_version;
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await moveModel(database, { version: next, to: 'active', by: 'bench', reason: 'bench' });
      if ((await servedBy()) !== next) throw new Error(`Version ${next} does not serve`);
      const began = performance.now();
      const { status, stderr } = await runMatching('release', 'rollback', '--root', stack.root);
      if (status !== 0) throw new Error(stderr);
      if ((await servedBy()) !== old) throw new Error(`Version ${old} does not serve again`);
      seconds.push((performance.now() - began) / 1000);
    }
    figures.add('rollback to the first page, p50', percentile(seconds, 0.5), { unit: 's' });
    figures.add('rollback to the first page, slowest', Math.max(...seconds), { unit: 's', bar: 5 });
  } finally {
    await database.end();
  }
}
