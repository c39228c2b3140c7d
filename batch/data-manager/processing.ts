import type { RawCatalogueRow } from '../../shared/contracts/raw-catalogue-row.ts';
import type { WrittenDataset } from '../io/datasets/write-dataset.ts';
import type { NormalisedRow } from '../process/catalogue/normalise-row.ts';
import type { ProcessCatalogueOptions } from '../process/catalogue/process-catalogue.ts';
import type {
  ProcessCatalogueRowsOptions,
  ProcessedCatalogue,
} from '../process/catalogue/process-catalogue-rows.ts';
import type { ProcessEventsOptions } from '../process/events/process-events.ts';
import type { ManagerContext } from './manager-context.ts';

export interface Processing {
  /** Cleans and types one row; times without a zone are read in `timeZone`. */
  normaliseCatalogueRow(row: RawCatalogueRow, options: { timeZone: string }): Promise<NormalisedRow>;
  /** Raw datasets of a catalogue into a processed one. */
  processCatalogue(options: ProcessCatalogueOptions): Promise<ProcessedCatalogue>;
  /** Rows from anywhere into a processed catalogue. */
  processCatalogueRows(options: ProcessCatalogueRowsOptions): Promise<ProcessedCatalogue>;
  /** Raw datasets of events into a processed one. */
  processEvents(options: ProcessEventsOptions): Promise<WrittenDataset>;
}

export function createProcessing({ dataRoot, signal, onProgress, withDuck }: ManagerContext): Processing {
  return {
    async normaliseCatalogueRow(row, options) {
      const { normaliseCatalogueRow } = await import('../process/catalogue/normalise-row.ts');
      return normaliseCatalogueRow(row, options);
    },
    async processCatalogue(options) {
      const { processCatalogue } = await import('../process/catalogue/process-catalogue.ts');
      return withDuck((duck) => processCatalogue({ dataRoot, duck, signal, onProgress }, options));
    },
    async processCatalogueRows(options) {
      const { processCatalogueRows } = await import('../process/catalogue/process-catalogue-rows.ts');
      return withDuck((duck) => processCatalogueRows({ dataRoot, duck, signal, onProgress }, options));
    },
    async processEvents(options) {
      const { processEvents } = await import('../process/events/process-events.ts');
      return withDuck((duck) => processEvents({ dataRoot, duck, signal }, options));
    },
  };
}
