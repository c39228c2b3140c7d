import { Command, type OutputConfiguration } from 'commander';
import { registerBenchmarkCommand } from './benchmark.ts';
import { registerDatasetsCommand } from './datasets.ts';
import { registerDoctorCommand } from './doctor.ts';
import { registerEmbeddingsCommand } from './embeddings.ts';
import { registerExportCommand } from './export.ts';
import { registerImportCommand } from './import.ts';
import { registerListCommand } from './list.ts';
import { registerLogsCommand } from './logs.ts';
import { registerMigrateCommand } from './migrate.ts';
import { registerModelsCommand } from './models.ts';
import { registerMonitorCommand } from './monitor.ts';
import { registerPolicyCommand } from './policy.ts';
import { registerPublishCommand } from './publish.ts';
import { registerQualityCommand } from './quality.ts';
import { registerReleaseCommand } from './release.ts';
import { registerRunCommand } from './run.ts';
import { registerSchemasCommand } from './schemas.ts';
import { registerSearchCommand } from './search.ts';
import { registerSimulateCommand } from './simulate.ts';
import { registerStackCommand } from './stack.ts';
import { registerStartCommand } from './start.ts';
import { registerStatusCommand } from './status.ts';
import { registerSyncCommand } from './sync.ts';
import { registerTagsCommand } from './tags.ts';
import { registerTrainCommand } from './train.ts';

/** The `matching` command with all its subcommands, which write where `output` says; it throws instead of exiting. */
export function createProgram(output: OutputConfiguration = {}): Command {
  const program = new Command('matching')
    .description('Recommender backend: simulate or import data, train, publish, serve')
    .showHelpAfterError('(run with --help for usage)')
    .configureOutput({ outputError: (text, write) => write(text), ...output })
    .exitOverride();

  program.commandsGroup('Start here:');
  registerStartCommand(program);
  registerStackCommand(program);
  registerDoctorCommand(program);

  program.commandsGroup('Data:');
  registerImportCommand(program);
  registerSyncCommand(program);
  registerDatasetsCommand(program);
  registerQualityCommand(program);
  registerSchemasCommand(program);
  registerExportCommand(program);
  registerMigrateCommand(program);
  registerPolicyCommand(program);
  registerTagsCommand(program);
  registerSimulateCommand(program);

  program.commandsGroup('Models:');
  registerTrainCommand(program);
  registerBenchmarkCommand(program);
  registerModelsCommand(program);
  registerEmbeddingsCommand(program);
  registerPublishCommand(program);
  registerReleaseCommand(program);
  registerMonitorCommand(program);

  program.commandsGroup('Jobs and pipelines:');
  registerListCommand(program);
  registerSearchCommand(program);
  registerRunCommand(program);
  registerStatusCommand(program);
  registerLogsCommand(program);

  return program;
}
