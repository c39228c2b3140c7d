import { openTestStack, type TestStack } from '../stack/open-test-stack.ts';
import { fillStack } from './fill-stack.ts';

export interface ServingStack extends TestStack {
  modelVersion: string;
}

export interface ServingStackOptions {
  items: number;
  /** Default: none are served. */
  functionsFolder?: string;
}

/** A stack of its own, on free ports, with a catalogue and an active model. */
export async function openServingStack({ items, ...options }: ServingStackOptions): Promise<ServingStack> {
  const stack = await openTestStack(options);
  try {
    return { ...stack, modelVersion: await fillStack(stack, { items }) };
  } catch (error) {
    await stack.remove();
    throw error;
  }
}
