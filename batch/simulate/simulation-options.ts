import { z } from 'zod';

/** What a simulated world is made from. The same options give the same world, to the byte. */
export const simulationOptionsSchema = z.strictObject({
  seed: z.int().min(0).max(0xffffffff).default(7),
  people: z.int().min(1).max(200_000).default(1200),
  items: z.int().min(20).max(200_000).default(2000),
  /** Decisions over all people; a person who runs out of items makes fewer. */
  decisions: z.int().min(0).max(20_000_000).default(80_000),
  /** Length of the log. */
  days: z.number().min(1).max(3650).default(180),
  /** Instant of the end of the log, ISO 8601. Fixed by default, so that two runs on two days agree. */
  end: z.iso.datetime({ offset: true }).default('2026-10-31T00:00:00Z'),
});

export type SimulationOptions = z.infer<typeof simulationOptionsSchema>;
