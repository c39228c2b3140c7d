/** The one TypeScript source of the database's enumerations; a contract test compares them with the types in `app`. */
export const decisionKinds = ['like', 'nope'] as const;
export const itemStatuses = ['active', 'hidden'] as const;
export const recommendationSources = ['personalised', 'popular', 'fresh', 'exploration'] as const;
export const deploymentSlots = ['candidate', 'shadow', 'canary', 'active', 'previous', 'retired'] as const;
export const hiddenReasons = ['operator', 'stale', 'policy'] as const;
export const termKinds = ['floor', 'genre', 'maker', 'series', 'performer'] as const;
export const rankingStates = ['staged', 'current', 'previous'] as const;
export const exclusionKinds = ['tag', 'maker', 'performer'] as const;
export const interactionKinds = ['undo', 'impression', 'play', 'open'] as const;
export const jobStatuses = ['running', 'succeeded', 'failed', 'interrupted', 'lost'] as const;

export type DecisionKind = (typeof decisionKinds)[number];
export type RecommendationSource = (typeof recommendationSources)[number];
