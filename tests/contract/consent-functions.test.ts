import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trainingConsentAtSchema } from '../../supabase/functions/_lib/rpc/set-training-consent.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

describe.each(postgresVersions)('set_training_consent on Postgres %i', (postgresVersion) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
  }, 120_000);
  afterAll(() => database?.close());

  async function setConsent(person: string, consent: boolean): Promise<string | null> {
    const [row] = await callFunction(database, 'set_training_consent', {
      p_person: person,
      p_consent: consent,
    });
    return trainingConsentAtSchema.parse(row);
  }

  test('nobody consents by confirming to be an adult', async () => {
    const person = await createPerson(database, { adult: true });
    const { rows } = await database.query(
      'select training_consent_at from app.profiles where person_id = $1',
      [person],
    );
    expect(rows).toEqual([{ training_consent_at: null }]);
  });

  test('keeps the first time, and after the consent was taken back a new one counts anew', async () => {
    const person = await createPerson(database, { adult: true });
    const first = await setConsent(person, true);
    expect(first).not.toBeNull();
    expect(await setConsent(person, true)).toBe(first);
    expect(await setConsent(person, false)).toBeNull();
    expect(await setConsent(person, false)).toBeNull();
    const second = await setConsent(person, true);
    expect(Date.parse(second!)).toBeGreaterThanOrEqual(Date.parse(first!));
    expect(second).not.toBe(first);
  });

  test('touches no other person', async () => {
    const [person, other] = [
      await createPerson(database, { adult: true }),
      await createPerson(database, { adult: true }),
    ];
    const given = await setConsent(other, true);
    await setConsent(person, true);
    await setConsent(person, false);
    expect(await setConsent(other, true)).toBe(given);
  });

  test('is for those who confirmed to be an adult', async () => {
    const person = await createPerson(database, { adult: false });
    await expect(setConsent(person, true)).rejects.toMatchObject({ code: 'PT403' });
  });
});
