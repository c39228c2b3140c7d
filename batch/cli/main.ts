import { Command } from 'commander';
import { reportFailure } from './report-failure.ts';

const program = new Command('matching')
  .description('Recommender backend: simulate or import data, train, publish, serve')
  .showHelpAfterError('(run with --help for usage)')
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride();

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
}
