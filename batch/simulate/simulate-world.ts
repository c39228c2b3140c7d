import { calibrateTaste } from './calibrate-taste.ts';
import { createAttributes } from './create-attributes.ts';
import { createItems } from './create-items.ts';
import { createPeople } from './create-people.ts';
import { logDecisions } from './log-decisions.ts';
import { type SimulationOptions, simulationOptionsSchema } from './simulation-options.ts';
import type { World } from './world.ts';

/**
 * A world with known tastes, for trying out and for tests. Pure: the same options give the same world.
 * Throws a ZodError for options out of range.
 */
export function simulateWorld(partial: Partial<SimulationOptions> = {}): World {
  const options = simulationOptionsSchema.parse(partial);
  const attributes = createAttributes(options.seed, options.items);
  const items = createItems(options, attributes);
  const people = createPeople(options, attributes);
  const parameters = calibrateTaste(options.seed, people, items);
  const world = { options, parameters, items, people };
  return { ...world, decisions: logDecisions(world) };
}
