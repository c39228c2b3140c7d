import { z } from 'zod';
import { sourceNameSchema } from '../../../shared/contracts/catalogue-record.ts';
import { fileFormats } from '../../ingest/files/source-file.ts';

export const importParametersSchema = z.strictObject({
  paths: z.array(z.string().min(1)).min(1).describe('files, or folders of one RecBole data set each'),
  source: sourceNameSchema
    .optional()
    .describe('what the rows are filed under; default: name of the data set'),
  kind: z.enum(['events', 'catalogue']).optional().describe('what files hold that are no atomic files'),
  format: z.enum(fileFormats).optional().describe('of all files; default: by their endings'),
  mapping: z.string().min(1).optional().describe('JSON file that says which column is what'),
  likeMin: z.number().optional().describe('ratings from here up are likes; default 4, of a label column 1'),
  nopeMax: z.number().optional().describe('ratings up to here are nopes; default 2, of a label column 0'),
  allLikes: z.boolean().default(false).describe('every row is a like: the files have no ratings'),
  noTimes: z.boolean().default(false).describe('the files have no times: rows count in their order'),
  unknownItems: z
    .enum(['quarantine', 'create'])
    .optional()
    .describe('events on unknown items; default: quarantine beside a catalogue, else create'),
  maxRejectShare: z.number().min(0).max(1).default(0.01).describe('share of rows that may be refused'),
  datasetOnly: z.boolean().default(false).describe('make the datasets, store nothing'),
  memoryMb: z.int().min(128).default(1024).describe('memory for sorting and joining, in MB'),
});

export type ImportParameters = z.output<typeof importParametersSchema>;
