import { randomUUID } from 'node:crypto';
import type { Database } from '../../../../shared/contracts/database-types.ts';

type Functions = Database['public']['Functions'];

/** Arguments for one call of each public function, in an order that works for a person without any row. */
export type Calls = { [Name in keyof Functions]: Functions[Name]['Args'] };

/** The calls that a page and a swipe make, for this person and this item. */
export function createCalls({ person, item }: { person: string; item: number }): Calls {
  const event = {
    event_id: randomUUID(),
    item_id: item,
    kind: 'like',
    occurred_at: new Date().toISOString(),
    request_id: null,
  };
  const shown = { item_id: item, score: 1.5, propensity: 1, source: 'popular' };
  const requestRow = {
    ...{ minute: '2026-11-20T10:00:00Z', function_name: 'recommend-items', model_version: 'test-1' },
    ...{ status: 200, code: '', degraded: '', requests: 1, duration_ms_sum: 12.5 },
    buckets: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  };
  return {
    confirm_adult: { p_person: person },
    get_recommendation_context: { p_person: person },
    set_training_consent: { p_person: person, p_consent: true },
    set_exclusions: { p_person: person, p_exclusions: [{ kind: 'tag', id: 1 }] },
    set_onboarding_tags: { p_person: person, p_tags: [1] },
    set_personalisation: { p_person: person, p_on: true },
    get_account: { p_person: person },
    export_person: { p_person: person },
    retrieve_items: { p_person: person, p_limit: 3 },
    get_page_context: { p_person: person },
    begin_page: { p_person: person },
    open_page: { p_person: person },
    open_shadow_page: { p_person: person, p_version: 'test-1' },
    record_shadow_page: {
      p_version: 'test-1',
      p_shown: 20,
      p_shared: 15,
      p_failed: false,
      p_duration_ms: 120,
    },
    find_page_items: { p_person: person, p_limit: 3 },
    retrieve_page_items: { p_person: person, p_limit: 3 },
    find_items: { p_person: person, p_by: 'popular', p_limit: 3 },
    look_up_items: { p_person: person, p_by: 'popular', p_limit: 3, p_address: '192.0.2.7' },
    admit_request: { p_person: person, p_address: '2001:db8::7' },
    record_impressions: {
      p_person: person,
      p_request: randomUUID(),
      p_model_version: 'test-1',
      p_items: [shown],
    },
    log_impressions: {
      p_person: person,
      p_request: randomUUID(),
      p_model_version: 'test-1',
      p_items: [shown],
      p_variants: [{ experiment: 'an-experiment', variant: 'control' }],
    },
    record_feedback: { p_person: person, p_events: [event] },
    record_events: {
      p_person: person,
      p_events: [{ ...event, event_id: randomUUID(), kind: 'undo', occurred_at: '2026-01-01T00:00:00Z' }],
    },
    take_events: {
      p_person: person,
      p_events: [{ ...event, event_id: randomUUID(), kind: 'open' }],
      p_address: '192.0.2.7',
    },
    get_service_health: {},
    read_health: { p_address: '192.0.2.7' },
    record_requests: { p_rows: [requestRow] },
    read_metrics: {},
  };
}
