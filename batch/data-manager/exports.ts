import type { ExportConfiguration } from '../../shared/contracts/export-configuration.ts';
import type { ExportRecord } from '../export/read-export-history.ts';
import type { FinishedExport } from '../export/record-exports.ts';
import type { ExportDataOptions } from '../jobs/export/export-data.ts';
import type { ManagerContext } from './manager-context.ts';

export interface Exports {
  list(): Promise<ExportConfiguration[]>;
  /** A named export, or that of a JSON file with a configuration, into `exports/` of the data root. */
  run(
    nameOrFile: string,
    options?: Pick<ExportDataOptions, 'format' | 'out' | 'allowPersonKeys'>,
  ): Promise<FinishedExport>;
  /** The newest first. */
  history(options?: { name?: string; limit?: number }): Promise<ExportRecord[]>;
}

export function createExports({ root, dataRoot, signal, onProgress, withClient }: ManagerContext): Exports {
  return {
    async list() {
      const { listConfigurations } = await import('../export/read-configurations.ts');
      return listConfigurations();
    },
    async run(nameOrFile, options = {}) {
      const { exportData } = await import('../jobs/export/export-data.ts');
      return withClient((client) =>
        exportData(client, {
          ...options,
          root,
          dataRoot,
          export: nameOrFile,
          signal,
          onProgress: (rows) => onProgress(rows, 0, 'rows exported'),
        }),
      );
    },
    async history(options) {
      const { readExportHistory } = await import('../export/read-export-history.ts');
      return withClient((client) => readExportHistory(client, options));
    },
  };
}
