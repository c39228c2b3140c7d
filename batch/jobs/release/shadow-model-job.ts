import { shareJob } from './share-job.ts';

export const shadowModelJob = shareJob('shadow', {
  name: 'shadow-model',
  title: 'Let a candidate make pages for a share of requests, for nobody to see',
});
