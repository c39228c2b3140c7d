import { z } from 'zod';

const text = z.string().trim().min(1).max(500);

/** What every move of a version keeps for whoever asks later. */
export const moveParameters = {
  by: text.default('a job').describe('who moves the version'),
  reason: text.default('no reason given').describe('why'),
};
