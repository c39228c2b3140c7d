import { abortOnSignals } from '../../../../batch/cli/abort-on-signals.ts';
import { reportFailure } from '../../../../batch/cli/report-failure.ts';
import { runJob } from '../../../../batch/jobs/runner/run-job.ts';
import { createToyJob } from './toy-job.ts';

// A process of its own: `run-toy-job.ts <root> <folder> hold|go`. With hold it stays in the second step.
const [root = '', folder = '', mode = ''] = process.argv.slice(2);
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const alive = setInterval(() => undefined, 1 << 30);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      done();
    });
    console.log('holding');
  });
try {
  const definition = createToyJob(mode === 'hold' ? { inSecond: untilAborted } : {});
  const run = await runJob(definition, { parameters: { folder }, root, signal: abortOnSignals() });
  console.log(JSON.stringify(run));
} catch (error) {
  process.exitCode = reportFailure(error);
}
