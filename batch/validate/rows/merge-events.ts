/**
 * One row a source, person and item: the latest; at one and the same time a nope wins over a like, then the later row.
 * What is not part of the key comes from the same row.
 */
export function mergeEvents(source: string): string {
  const latest = (column: string) => `arg_max(${column}, place) as ${column}`;
  return `
    select source, ${latest('file')}, ${latest('row_number')}, person_key, external_id, ${latest('kind')},
      ${latest('decided_at')}
    from (
      select *, { 'at': decided_at, 'nope': kind = 'nope', 'file': file, 'row': row_number } as place
      from ${source}
    ) group by source, person_key, external_id`;
}
