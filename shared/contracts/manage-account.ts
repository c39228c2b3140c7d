import { z } from 'zod';

export const manageAccountRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('confirm_adult') }),
  z.strictObject({
    action: z.literal('set_training_consent'),
    /** Whether models may be trained on this person's decisions. Without it they never are. */
    consent: z.boolean(),
  }),
]);

export const confirmAdultResponseSchema = z.object({
  request_id: z.uuid(),
  adult_confirmed_at: z.iso.datetime({ offset: true }),
});

export const setTrainingConsentResponseSchema = z.object({
  request_id: z.uuid(),
  /** When the consent that holds was given; null where there is none. */
  training_consent_at: z.iso.datetime({ offset: true }).nullable(),
});

/** The answer has the form that goes with the action. */
export const manageAccountResponseSchema = z.union([
  confirmAdultResponseSchema,
  setTrainingConsentResponseSchema,
]);
