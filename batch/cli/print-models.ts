import type { ModelList } from '../jobs/models/list-models.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

/** One line a model: version, state, width, items, metrics and run folder. */
export function printModelList({ models, database }: ModelList): void {
  if (models.length === 0) console.log('No models. "matching train" makes one; --root names another folder.');
  const number = (value: number | null) => (value === null ? '' : value.toFixed(4));
  const rows = models.map((model) => [
    model.version ?? '-',
    model.state,
    model.dim === null ? '' : `${model.dim} ${model.dtype}`,
    model.items === null ? '' : String(model.items),
    number(model.ndcg10),
    number(model.recall20),
    model.preset ?? '',
    model.run ?? '',
  ]);
  const headings = ['version', 'state', 'width', 'items', 'NDCG@10', 'Recall@20', 'preset', 'run'];
  if (rows.length > 0) {
    for (const line of formatTable([headings, ...rows], { width: Math.max(terminalWidth(), 140) }))
      console.log(line);
  }
  if (!database) console.log('Published versions are not known: no database is named and no stack runs.');
}
