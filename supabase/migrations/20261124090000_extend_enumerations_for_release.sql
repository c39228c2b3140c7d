-- The states of a model version between its publication and its end. shared/contracts/enums.ts is their one TypeScript source.
-- Values that are added to a type are usable from the next migration on.
alter type app.deployment_slot add value if not exists 'candidate' before 'active';
alter type app.deployment_slot add value if not exists 'shadow' before 'active';
alter type app.deployment_slot add value if not exists 'canary' before 'active';
alter type app.deployment_slot add value if not exists 'retired' after 'previous';
