import type { SupabaseClient } from '@supabase/supabase-js';
import type pg from 'pg';
import type { RunningStack } from '../../../batch/stack/read-stack-state.ts';

/** A running stack with a trained model that serves. */
export interface LiveModel {
  root: string;
  stack: RunningStack;
  database: pg.Client;
  /** With the secret key. */
  admin: SupabaseClient;
  version: string;
}
