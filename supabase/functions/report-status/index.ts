import { createAdminClient } from '../_lib/database/create-admin-client.ts';
import { parseEnvironment } from '../_lib/environment/parse-environment.ts';
import { writeLogLine } from '../_lib/log/write-log-line.ts';
import { createReportStatusHandler } from './handler.ts';

const environment = parseEnvironment((name) => Deno.env.get(name));

Deno.serve(
  createReportStatusHandler({
    client: createAdminClient(environment),
    log: writeLogLine,
    addressHeader: environment.addressHeader,
  }),
);
