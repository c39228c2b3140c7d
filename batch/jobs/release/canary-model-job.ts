import { shareJob } from './share-job.ts';

export const canaryModelJob = shareJob('canary', {
  name: 'canary-model',
  title: 'Let a candidate serve a share of people',
});
