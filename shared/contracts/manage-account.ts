import { z } from 'zod';

export const manageAccountRequestSchema = z.strictObject({
  action: z.literal('confirm_adult'),
});

export const manageAccountResponseSchema = z.object({
  request_id: z.uuid(),
  adult_confirmed_at: z.iso.datetime({ offset: true }),
});
