import { Command } from 'commander';
import { registerImportCommand } from './import.ts';
import { registerPublishCommand } from './publish.ts';
import { registerReleaseCommand } from './release.ts';
import { reportFailure } from './report-failure.ts';
import { registerSimulateCommand } from './simulate.ts';
import { registerStackCommand } from './stack.ts';
import { registerStartCommand } from './start.ts';
import { registerTrainCommand } from './train.ts';

const program = new Command('matching')
  .description('Recommender backend: simulate or import data, train, publish, serve')
  .showHelpAfterError('(run with --help for usage)')
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride();

registerStartCommand(program);
registerStackCommand(program);
registerSimulateCommand(program);
registerImportCommand(program);
registerTrainCommand(program);
registerPublishCommand(program);
registerReleaseCommand(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
}
