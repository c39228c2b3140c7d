import { z } from 'zod';
import { exclusionKinds } from './enums.ts';

const id = z.int().min(1);
const instant = z.iso.datetime({ offset: true });

export const manageAccountRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('confirm_adult') }),
  z.strictObject({
    action: z.literal('set_training_consent'),
    /** Whether models may be trained on this person's decisions. Without it they never are. */
    consent: z.boolean(),
  }),
  z.strictObject({ action: z.literal('get_account') }),
  z.strictObject({
    action: z.literal('set_onboarding_tags'),
    /** What the person likes to begin with; in place of those before. */
    tag_ids: z.array(id).max(20),
  }),
  z.strictObject({
    action: z.literal('set_exclusions'),
    /** What the person never wants to see; in place of those before. */
    exclusions: z.array(z.strictObject({ kind: z.enum(exclusionKinds), id })).max(500),
  }),
  z.strictObject({
    action: z.literal('set_personalisation'),
    /** False: decisions are kept, and pages are made without them. */
    on: z.boolean(),
  }),
  /** Everything that is stored of the person. */
  z.strictObject({ action: z.literal('export') }),
  z.strictObject({
    action: z.literal('delete'),
    /** The account and everything that is stored of the person goes, at once and for good. */
    confirm: z.literal(true),
  }),
]);

export type ManageAccountRequest = z.infer<typeof manageAccountRequestSchema>;

export const accountSchema = z.object({
  adult_confirmed_at: instant.nullable(),
  training_consent_at: instant.nullable(),
  personalisation: z.boolean(),
  onboarding_tags: z.array(z.object({ id: z.int(), name: z.string() })),
  /** The name is null where the tag, maker or performer is gone. */
  exclusions: z.array(z.object({ kind: z.enum(exclusionKinds), id: z.int(), name: z.string().nullable() })),
});

export type Account = z.infer<typeof accountSchema>;

const rows = z.array(z.record(z.string(), z.unknown()));

/** Rows are as the database has them, without the person's id. */
export const personExportSchema = z.object({
  account: accountSchema,
  created_at: instant.nullable(),
  decisions: rows,
  undone_decisions: rows,
  events: rows,
  interactions: rows,
  impressions: rows,
});

export const confirmAdultResponseSchema = z.object({ request_id: z.uuid(), adult_confirmed_at: instant });

export const setTrainingConsentResponseSchema = z.object({
  request_id: z.uuid(),
  /** When the consent that holds was given; null where there is none. */
  training_consent_at: instant.nullable(),
});

export const accountResponseSchema = z.object({ request_id: z.uuid(), account: accountSchema });

export const exportResponseSchema = z.object({ request_id: z.uuid(), export: personExportSchema });

export const deleteResponseSchema = z.object({ request_id: z.uuid(), deleted: z.literal(true) });

/** The answer has the form that goes with the action; that of the settings is the account as it is then. */
export const manageAccountResponseSchema = z.union([
  confirmAdultResponseSchema,
  setTrainingConsentResponseSchema,
  accountResponseSchema,
  exportResponseSchema,
  deleteResponseSchema,
]);

export type ManageAccountResponse = z.infer<typeof manageAccountResponseSchema>;
