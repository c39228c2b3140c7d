import type { QualityDataset } from '../../shared/contracts/quality-fields.ts';
import type { QualityReport } from '../../shared/contracts/quality-report.ts';
import type { QualityRuleSet } from '../../shared/contracts/quality-rules.ts';
import type { ValidateCatalogueOptions } from '../validate/validate-catalogue.ts';
import type { ValidateEventsOptions } from '../validate/validate-events.ts';
import type { ValidatedTable } from '../validate/validate-table.ts';
import type { ManagerContext } from './manager-context.ts';

export interface Validation {
  /** The rules of a JSON file over the built-in ones, or without a file the built-in ones. */
  readRules(dataset: QualityDataset, file?: string): Promise<QualityRuleSet>;
  validateCatalogue(options: ValidateCatalogueOptions): Promise<Extract<ValidatedTable, { complete: true }>>;
  validateEvents(options: ValidateEventsOptions): Promise<ValidatedTable>;
  /** The report of a validated dataset: `validated/name` (the newest) or `validated/name@version`. */
  qualityReport(reference: string): Promise<QualityReport>;
}

export function createValidation({ dataRoot, signal, onProgress, withDuck }: ManagerContext): Validation {
  return {
    async readRules(dataset, file) {
      const { readRuleSet } = await import('../validate/rules/read-rule-set.ts');
      return readRuleSet(dataset, file);
    },
    async validateCatalogue(options) {
      const { validateCatalogue } = await import('../validate/validate-catalogue.ts');
      return withDuck((duck) => validateCatalogue({ dataRoot, duck, signal, onProgress }, options));
    },
    async validateEvents(options) {
      const { validateEvents } = await import('../validate/validate-events.ts');
      return withDuck((duck) => validateEvents({ dataRoot, duck, signal, onProgress }, options));
    },
    async qualityReport(reference) {
      const { readQualityReport } = await import('./read-quality-report.ts');
      return readQualityReport(dataRoot, reference);
    },
  };
}
