import type { Degradation } from '../../../shared/contracts/recommend-items.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { buildUserInput } from '../../../shared/features/build-user-input.ts';
import { popularityWeight } from '../../../shared/ranking/popularity-weight.ts';
import { describeFailure } from '../_lib/log/describe-failure.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import type { PersonalQuery } from '../_lib/rpc/find-page-items.ts';
import type { PageContext } from '../_lib/rpc/open-page.ts';
import type { TowerCache } from '../_lib/tower/create-tower-cache.ts';
import type { UserTower } from '../_lib/tower/create-user-tower.ts';

export interface PersonalQueryOptions {
  towers: TowerCache;
  log: WriteLogLine;
  requestId: string;
}

/** The person's query vector, or null with the reason: whatever is wrong with the model, a page can still be had. */
export async function createPersonalQuery(
  context: PageContext,
  { towers, log, requestId }: PersonalQueryOptions,
): Promise<{ query: PersonalQuery | null; degraded: Degradation[] }> {
  const { model_version: version, manifest_sha256: manifestSha256 } = context;
  if (version === null || manifestSha256 === null) {
    return degrade(new AppError('MODEL_MISSING', 'No model version is active'));
  }
  try {
    const query = await towers.use({ version, manifestSha256 }, (tower) => embedPerson(context, tower));
    return { query, degraded: [] };
  } catch (cause) {
    const error =
      cause instanceof AppError ? cause : new AppError('INTERNAL', 'The model cannot be run', { cause });
    log({
      level: 'error',
      request_id: requestId,
      task: 'embed-person',
      code: error.code,
      failure: describeFailure(error),
    });
    return degrade(error);
  }
}

function embedPerson(context: PageContext, { manifest, embed }: UserTower): PersonalQuery {
  const input = buildUserInput(
    { likes: context.like_pool, recentLikes: context.recent_pool, nopes: context.nope_pool },
    manifest.dim,
  );
  return {
    modelVersion: manifest.version,
    embedding: embed(input),
    temperature: manifest.scoring.temperature,
    popularityWeight: popularityWeight(context.like_count + context.declared_likes, manifest.scoring),
  };
}

function degrade({ code, message }: AppError): { query: null; degraded: Degradation[] } {
  return { query: null, degraded: [{ code, message }] };
}
