import { createProgram } from './create-program.ts';
import { endWithReader } from './end-with-reader.ts';
import { reportFailure } from './report-failure.ts';

endWithReader();
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
}
