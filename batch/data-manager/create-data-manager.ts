import { createDatasets, type Datasets } from './datasets.ts';
import { createExports, type Exports } from './exports.ts';
import { createIngestion, type Ingestion } from './ingestion.ts';
import { createManagerContext, type DataManagerOptions } from './manager-context.ts';
import { createPipelines, type Pipelines } from './pipelines.ts';
import { createProcessing, type Processing } from './processing.ts';
import { createSchemas, type Schemas } from './schemas.ts';
import { createValidation, type Validation } from './validation.ts';

export type { DataManagerOptions } from './manager-context.ts';

export interface DataManager {
  ingestion: Ingestion;
  processing: Processing;
  validation: Validation;
  export: Exports;
  schemas: Schemas;
  datasets: Datasets;
  pipelines: Pipelines;
}

/**
 * Everything that is done with data, for a program: what the commands do, without a command line. Nothing is loaded,
 * opened or connected before a function is called, and every call closes what it opened. Expected failures are AppErrors
 * with the codes of shared/errors/error-catalogue.ts.
 */
export function createDataManager(options: DataManagerOptions): DataManager {
  const context = createManagerContext(options);
  return {
    ingestion: createIngestion(context),
    processing: createProcessing(context),
    validation: createValidation(context),
    export: createExports(context),
    schemas: createSchemas(context),
    datasets: createDatasets(context),
    pipelines: createPipelines(context),
  };
}
