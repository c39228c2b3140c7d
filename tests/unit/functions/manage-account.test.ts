import { beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import {
  accountResponseSchema,
  confirmAdultResponseSchema,
  deleteResponseSchema,
  exportResponseSchema,
  setTrainingConsentResponseSchema,
} from '../../../shared/contracts/manage-account.ts';
import { createPersonVerifier } from '../../../supabase/functions/_lib/person/create-person-verifier.ts';
import { createManageAccountHandler } from '../../../supabase/functions/manage-account/handler.ts';
import { collectLog } from './support/collect-log.ts';
import { createSigner, personId } from './support/create-signer.ts';
import {
  createFakeSupabase,
  type FakeAnswer,
  type FakeSupabaseOptions,
  supabaseUrl,
} from './support/fake-supabase.ts';
import { postJson } from './support/post-json.ts';

let signer: Awaited<ReturnType<typeof createSigner>>;
let token: string;
beforeAll(async () => {
  signer = await createSigner();
  token = await signer.sign();
});

const names = [
  ...['confirm_adult', 'set_training_consent', 'get_account', 'set_onboarding_tags', 'set_exclusions'],
  ...['set_personalisation', 'export_person'],
];

function setUp(
  answer: FakeAnswer,
  {
    deleteUser,
    admission = { body: null },
  }: Pick<FakeSupabaseOptions, 'deleteUser'> & { admission?: FakeAnswer } = {},
) {
  const { log, lines } = collectLog();
  const supabase = createFakeSupabase({
    functions: {
      admit_request: () => admission,
      ...Object.fromEntries(names.map((name) => [name, () => answer])),
    },
    ...(deleteUser && { deleteUser }),
  });
  const verifyPerson = createPersonVerifier({ supabaseUrl, jwks: signer.jwks });
  return {
    ...supabase,
    lines,
    handler: createManageAccountHandler({
      client: supabase.client,
      verifyPerson,
      log,
      count: () => {},
      addressHeader: 'cf-connecting-ip',
    }),
  };
}

/** Every action is counted before it is done. */
const admitted = { name: 'admit_request', parameters: { p_person: personId, p_address: '192.0.2.7' } };

const confirmedAt = '2026-11-23T12:00:00.123456+00:00';

describe('manage-account', () => {
  test('confirms the person of the token as an adult', async () => {
    const { handler, calls, lines } = setUp({ body: confirmedAt });
    const response = await handler(postJson({ action: 'confirm_adult' }, token));
    expect(response.status).toBe(200);
    expect(confirmAdultResponseSchema.parse(await response.json()).adult_confirmed_at).toBe(confirmedAt);
    expect(calls).toEqual([admitted, { name: 'confirm_adult', parameters: { p_person: personId } }]);
    expect(JSON.stringify(lines)).not.toContain(personId);
  });

  test.each([
    [true, confirmedAt],
    [false, null],
  ])('sets the consent to training of the person of the token to %j', async (consent, answer) => {
    const { handler, calls, lines } = setUp({ body: answer });
    const response = await handler(postJson({ action: 'set_training_consent', consent }, token));
    expect(response.status).toBe(200);
    const body = setTrainingConsentResponseSchema.parse(await response.json());
    expect(body.training_consent_at).toBe(answer);
    expect(calls).toEqual([
      admitted,
      { name: 'set_training_consent', parameters: { p_person: personId, p_consent: consent } },
    ]);
    expect(JSON.stringify(lines)).not.toContain(personId);
  });

  const account = {
    ...{ adult_confirmed_at: confirmedAt, training_consent_at: null, personalisation: false },
    onboarding_tags: [{ id: 3, name: 'Tag' }],
    exclusions: [{ kind: 'maker', id: 4, name: null }],
  };

  test.each([
    [{ action: 'get_account' }, 'get_account', {}],
    [{ action: 'set_onboarding_tags', tag_ids: [3, 3] }, 'set_onboarding_tags', { p_tags: [3, 3] }],
    [
      { action: 'set_exclusions', exclusions: [{ kind: 'maker', id: 4 }] },
      'set_exclusions',
      { p_exclusions: [{ kind: 'maker', id: 4 }] },
    ],
    [{ action: 'set_personalisation', on: false }, 'set_personalisation', { p_on: false }],
  ])('%j answers with the account', async (request, name, parameters) => {
    const { handler, calls, lines } = setUp({ body: account });
    const response = await handler(postJson(request, token));
    expect(response.status).toBe(200);
    expect(accountResponseSchema.parse(await response.json()).account).toEqual(account);
    expect(calls).toEqual([admitted, { name, parameters: { p_person: personId, ...parameters } }]);
    for (const secret of [personId, 'Tag', 'maker']) expect(JSON.stringify(lines)).not.toContain(secret);
  });

  test('exports everything that is stored', async () => {
    const lists = { decisions: [{ item_id: 1 }], undone_decisions: [], events: [], interactions: [] };
    const body = { account, created_at: confirmedAt, ...lists, impressions: [] };
    const { handler, calls, lines } = setUp({ body });
    const response = await handler(postJson({ action: 'export' }, token));
    expect(exportResponseSchema.parse(await response.json()).export).toEqual(body);
    expect(calls).toEqual([admitted, { name: 'export_person', parameters: { p_person: personId } }]);
    expect(JSON.stringify(lines)).not.toContain('item_id');
  });

  test.each([
    ['deletes the account of the token', { body: {} }],
    [
      'calls an account that is gone deleted',
      { status: 404, body: { code: 404, error_code: 'user_not_found' } },
    ],
  ])('%s', async (_, answer) => {
    const deleted: string[] = [];
    const deleteUser = (id: string) => {
      deleted.push(id);
      return answer;
    };
    const { handler } = setUp({ body: null }, { deleteUser });
    const response = await handler(postJson({ action: 'delete', confirm: true }, token));
    expect(response.status).toBe(200);
    expect(deleteResponseSchema.parse(await response.json()).deleted).toBe(true);
    expect(deleted).toEqual([personId]);
  });

  test.each([
    [503, 503, 'AUTH_UNAVAILABLE'],
    [403, 500, 'INTERNAL'],
  ])('of %i from Auth makes %i %s', async (status, answered, code) => {
    const { handler } = setUp({ body: null }, { deleteUser: () => ({ status, body: { msg: 'no' } }) });
    const response = await handler(postJson({ action: 'delete', confirm: true }, token));
    expect(response.status).toBe(answered);
    expect(errorBodySchema.parse(await response.json()).error.code).toBe(code);
  });

  test('refuses a consent of somebody who has not confirmed to be an adult', async () => {
    const body = { code: 'PT403', message: 'ADULT_CONFIRMATION_REQUIRED' };
    const { handler } = setUp({ status: 403, body });
    const response = await handler(postJson({ action: 'set_training_consent', consent: true }, token));
    expect(response.status).toBe(403);
    expect(errorBodySchema.parse(await response.json()).error.code).toBe('ADULT_CONFIRMATION_REQUIRED');
  });

  test('names the actions that there are', async () => {
    const response = await setUp({ body: confirmedAt }).handler(postJson({ action: 'zzmark' }, token));
    const { message } = errorBodySchema.parse(await response.json()).error;
    expect(message).toBe(
      'Cannot accept action: received a text. Send "confirm_adult" or "set_training_consent" or "get_account" or ' +
        '"set_onboarding_tags" or "set_exclusions" or "set_personalisation" or "export" or "delete"',
    );
  });

  test.each([
    [{ action: 'delete_everything' }, 'action'],
    [{ action: 'confirm_adult', person_id: personId }, 'person_id'],
    [{}, 'action'],
    [{ action: 'set_training_consent' }, 'consent'],
    [{ action: 'set_training_consent', consent: 'false' }, 'consent'],
    [{ action: 'confirm_adult', consent: true }, 'consent'],
    [{ action: 'delete' }, 'confirm'],
    [{ action: 'delete', confirm: false }, 'confirm'],
    [{ action: 'set_onboarding_tags', tag_ids: Array.from({ length: 21 }, () => 1) }, 'tag_ids'],
    [{ action: 'set_exclusions', exclusions: [{ kind: 'series', id: 1 }] }, 'exclusions.0.kind'],
  ])('refuses %j', async (body, field) => {
    const { handler, calls } = setUp({ body: confirmedAt });
    const response = await handler(postJson(body, token));
    expect(response.status).toBe(400);
    expect(errorBodySchema.parse(await response.json()).error).toMatchObject({
      code: 'INVALID_REQUEST',
      field,
    });
    expect(calls).toEqual([]);
  });

  test.each<[FakeAnswer, number, string]>([
    // The account was deleted, its token lives on.
    [{ status: 409, body: { code: '23503', message: 'violates foreign key' } }, 401, 'UNAUTHENTICATED'],
    [{ status: 401, body: { code: 'PT401', message: 'PERSON_GONE' } }, 401, 'UNAUTHENTICATED'],
    [{ status: 504, body: { code: 'PGRST003', message: 'timed out' } }, 503, 'DATABASE_UNAVAILABLE'],
    [{ status: 403, body: { code: '42501', message: 'permission denied' } }, 500, 'INTERNAL'],
    [{ body: null }, 500, 'INTERNAL'],
  ])('answers %j with %i %s', async (answer, status, code) => {
    const response = await setUp(answer).handler(postJson({ action: 'confirm_adult' }, token));
    expect(response.status).toBe(status);
    expect(errorBodySchema.parse(await response.json()).error.code).toBe(code);
  });

  test('does nothing for a person who asks too often', async () => {
    const admission = { status: 429, body: { code: 'PT429', message: 'RATE_LIMITED: 7' } };
    const { handler, calls } = setUp({ body: confirmedAt }, { admission });
    const response = await handler(postJson({ action: 'confirm_adult' }, token));
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect(calls).toEqual([admitted]);
  });

  test('refuses a request without a person', async () => {
    const { handler, calls } = setUp({ body: confirmedAt });
    expect((await handler(postJson({ action: 'confirm_adult' }))).status).toBe(401);
    expect(calls).toEqual([]);
  });

  test('says that a token expired', async () => {
    const { handler } = setUp({ body: confirmedAt });
    const response = await handler(
      postJson({ action: 'confirm_adult' }, await signer.sign({ expiresIn: -60 })),
    );
    expect(response.status).toBe(401);
    expect(errorBodySchema.parse(await response.json()).error.code).toBe('TOKEN_EXPIRED');
  });
});
