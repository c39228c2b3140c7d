import { AppError } from '../../../shared/errors/app-error.ts';
import { connectDatabase } from '../../io/connect-database.ts';
import { resolveConnection } from '../../io/resolve-connection.ts';
import { type FoundModel, findModel } from './find-model.ts';
import { publishedModels } from './published-models.ts';

/** The version that serves. @throws AppError MODEL_MISSING where none does. */
export async function findActiveModel(options: {
  root: string;
  dbUrl?: string | undefined;
}): Promise<FoundModel> {
  const connection = await resolveConnection({ root: options.root, flags: { dbUrl: options.dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching models' });
  const models = await publishedModels(client).finally(() => client.end());
  const active = models.find(({ slot }) => slot === 'active');
  if (active) return findModel(active.version, options);
  throw new AppError('MODEL_MISSING', 'Cannot find the active model: no version serves', {
    hint: 'Promote one with "matching release promote <version>", or name a version.',
  });
}
