-- Private bucket for model artifacts: only the service role and the database owner reach it.
insert into storage.buckets (id, name, public)
values ('models', 'models', false)
on conflict (id) do nothing;
