import type { QualityRuleSet } from '../../../shared/contracts/quality-rules.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';

/** Throws INVALID_CONFIG for a pattern that RE2 does not read, before any row is. */
export async function checkPatterns(duck: Duck, { rules }: QualityRuleSet): Promise<void> {
  for (const rule of rules) {
    if (rule.check !== 'pattern') continue;
    try {
      await duck.rows(`select regexp_full_match('', ${sqlText(rule.params.pattern)}) as matches`);
    } catch (cause) {
      throw new AppError('INVALID_CONFIG', `Cannot use rule ${rule.id}: its pattern is no RE2 expression`, {
        hint: 'RE2 has neither look-around nor back-references; see its syntax page.',
        cause,
      });
    }
  }
}
