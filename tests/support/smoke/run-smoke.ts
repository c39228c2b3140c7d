import { smokeEndpoints } from './smoke-endpoints.ts';

/** The project named by SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY; `--personalised` where a model has to serve. */
const { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: publishableKey } = process.env;
if (!url || !publishableKey) throw new Error('Set SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY');
const personalised = process.argv.includes('--personalised');
await smokeEndpoints({ url, publishableKey, personalised, say: console.log });
