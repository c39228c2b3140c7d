import { createBackground } from '../_lib/background/create-background.ts';
import { findWaitUntil } from '../_lib/background/find-wait-until.ts';
import { createAdminClient } from '../_lib/database/create-admin-client.ts';
import { parseEnvironment } from '../_lib/environment/parse-environment.ts';
import { writeLogLine } from '../_lib/log/write-log-line.ts';
import { countInDatabase } from '../_lib/metrics/count-in-database.ts';
import { createPersonVerifier } from '../_lib/person/create-person-verifier.ts';
import { createFindItemsHandler } from './handler.ts';

const environment = parseEnvironment((name) => Deno.env.get(name));
const client = createAdminClient(environment);
const background = createBackground({ log: writeLogLine, waitUntil: findWaitUntil() });

Deno.serve(
  createFindItemsHandler({
    client,
    verifyPerson: createPersonVerifier(environment),
    log: writeLogLine,
    count: countInDatabase(client, background),
    addressHeader: environment.addressHeader,
  }),
);
