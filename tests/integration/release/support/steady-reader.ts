import { type Client, createClient } from '../../../../shared/client/create-client.ts';
import type { RecommendItemsResponse } from '../../../../shared/contracts/recommend-items.ts';
import { createTestClient } from '../../../support/stack/create-test-client.ts';

/** Differences of scores that come of popularity being counted anew a moment later. */
const tolerance = 1e-3;

export interface ReaderStack {
  apiUrl: string;
  publishableKey: string;
}

export interface SteadyReader {
  /** The person's page of the version that serves now is what any later page that names the version has to be. */
  learn(version: string): Promise<void>;
  /** Asks for pages until `work` is done; each has to be one that was learnt, whole. Returns how many there were. */
  during(work: () => Promise<void>): Promise<number>;
  personId: string;
}

/**
 * Somebody who asks for the same page over and over. What a page holds is settled by the person and the version alone, so
 * that a page made of two versions is told from those of either.
 */
export async function createSteadyReader(stack: ReaderStack): Promise<SteadyReader> {
  const supabase = createTestClient(stack.apiUrl, stack.publishableKey);
  const { data } = await supabase.auth.signInAnonymously();
  const token = (await supabase.auth.getSession()).data.session!.access_token;
  const client: Client = createClient({
    url: stack.apiUrl,
    key: stack.publishableKey,
    accessToken: async () => token,
  });
  await client.manageAccount({ action: 'confirm_adult' });
  const ask = () => client.recommendItems({ limit: 20, exploration: 0 });
  const first = await ask();
  await client.recordFeedback({
    events: first.items.slice(0, 3).map(({ id }) => ({
      ...{ event_id: crypto.randomUUID(), item_id: id, kind: 'like' as const },
      occurred_at: new Date().toISOString(),
    })),
  });
  const learnt = new Map<string, RecommendItemsResponse>();

  function check(page: RecommendItemsResponse): void {
    const known = learnt.get(page.model_version ?? 'none');
    if (!known) throw new Error(`A page of version ${page.model_version}: ${JSON.stringify(page.degraded)}`);
    const same =
      page.degraded.length === 0 &&
      page.items.length === known.items.length &&
      page.items.every(({ id, score }, row) => {
        const { id: knownId, score: knownScore } = known.items[row]!;
        return id === knownId && Math.abs(score - knownScore) < tolerance;
      });
    if (same) return;
    const show = ({ items }: RecommendItemsResponse) =>
      items.map(({ id, score }) => `${id}:${score.toFixed(3)}`).join(' ');
    throw new Error(
      `A page of ${page.model_version} that is not that version's: ${JSON.stringify(page.degraded)}\n${show(page)}\n${show(known)}`,
    );
  }

  return {
    personId: data.user!.id,
    async learn(version) {
      const page = await ask();
      if (page.model_version !== version || page.items.length !== 20 || page.degraded.length > 0) {
        throw new Error(
          `Cannot learn from a page of ${page.model_version}: ${JSON.stringify(page.degraded)}`,
        );
      }
      learnt.set(version, page);
    },
    async during(work) {
      let pages = 0;
      let isOver = false;
      const working = work().finally(() => {
        isOver = true;
      });
      working.catch(() => undefined);
      let wrong: unknown = null;
      while (!isOver && wrong === null) {
        await ask()
          .then(check)
          .catch((error: unknown) => {
            wrong = error;
          });
        pages++;
      }
      // To its end also where a page was wrong: it would go on during what comes next.
      await working;
      if (wrong !== null) throw wrong;
      return pages;
    },
  };
}
