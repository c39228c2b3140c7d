-- Exports may be JSON Lines too.
-- squawk-ignore-file constraint-missing-not-valid
-- One row an export: read in no time.

alter table app.export_history drop constraint if exists export_history_format_check;
alter table app.export_history add constraint export_history_format_check
check (format in ('json', 'jsonl', 'csv', 'parquet'));
