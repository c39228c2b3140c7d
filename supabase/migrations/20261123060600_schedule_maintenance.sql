-- Hosted projects have pg_cron. Where it is missing (the embedded stack) popularity is refreshed by imports and
-- releases, and rows of months without a partition go to the default one.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron with schema pg_catalog;
    perform cron.schedule('matching-partitions', '15 3 * * *', 'select app.ensure_monthly_partitions()');
    perform cron.schedule('matching-popularity', '*/10 * * * *', 'select app.refresh_item_popularity()');
  end if;
end
$$;
