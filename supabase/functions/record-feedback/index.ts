import { createAdminClient } from '../_lib/database/create-admin-client.ts';
import { parseEnvironment } from '../_lib/environment/parse-environment.ts';
import { writeLogLine } from '../_lib/log/write-log-line.ts';
import { createPersonVerifier } from '../_lib/person/create-person-verifier.ts';
import { createRecordFeedbackHandler } from './handler.ts';

const environment = parseEnvironment((name) => Deno.env.get(name));

Deno.serve(
  createRecordFeedbackHandler({
    client: createAdminClient(environment),
    verifyPerson: createPersonVerifier(environment),
    log: writeLogLine,
    addressHeader: environment.addressHeader,
    now: () => new Date(),
  }),
);
