import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { openTestStack, type TestStack } from '../../support/stack/open-test-stack.ts';

let stack: TestStack;
const anon = () => createTestClient(stack.apiUrl, stack.publishableKey);
const service = () => createTestClient(stack.apiUrl, stack.secretKey);
const files = () => readdir(`${stack.root}/stack/storage`);

async function newPerson() {
  const client = anon();
  const { data, error } = await client.auth.signInAnonymously();
  if (error) throw error;
  return { client, id: data.user!.id };
}

beforeAll(async () => {
  stack = await openTestStack();
  const { error } = await service().storage.createBucket('models', { public: false });
  if (error) throw error;
  await service().storage.createBucket('open', { public: true });
  await service().storage.createBucket('small', {
    public: false,
    fileSizeLimit: '1KB',
    allowedMimeTypes: ['image/*'],
  });
  await service().storage.createBucket('own', { public: false });
  const database = await connectDatabase(stack.dbUrl);
  // The usual policy: a folder named after the person.
  await database.query(`
    create policy own_folder on storage.objects to authenticated
      using (bucket_id = 'own' and (storage.foldername(name))[1] = (select auth.uid())::text)
      with check (bucket_id = 'own' and (storage.foldername(name))[1] = (select auth.uid())::text)`);
  await database.end();
}, 60_000);
afterAll(() => stack?.remove());

async function bytesOf(blob: Blob | null): Promise<Buffer> {
  return Buffer.from(await blob!.arrayBuffer());
}

describe('objects', () => {
  it('binary bytes come back as they went, as a buffer and as a Blob', async () => {
    const bucket = service().storage.from('models');
    const bytes = randomBytes(300_000);
    const up = await bucket.upload('two_tower/v1/weights.bin', bytes, {
      contentType: 'application/octet-stream',
    });
    expect(up.error).toBeNull();
    expect(up.data).toMatchObject({
      path: 'two_tower/v1/weights.bin',
      fullPath: 'models/two_tower/v1/weights.bin',
    });
    expect((await bytesOf((await bucket.download('two_tower/v1/weights.bin')).data)).equals(bytes)).toBe(
      true,
    );

    const blob = new Blob([new Uint8Array(bytes.subarray(0, 1000))], { type: 'image/png' });
    await bucket.upload('two_tower/v1/picture.png', blob, { metadata: { made: 'today' } });
    const down = await bucket.download('two_tower/v1/picture.png');
    expect(down.data!.type).toBe('image/png');
    expect((await bytesOf(down.data)).equals(bytes.subarray(0, 1000))).toBe(true);
    const info = await bucket.info('two_tower/v1/picture.png');
    expect(info.data).toMatchObject({ size: 1000, contentType: 'image/png', metadata: { made: 'today' } });
  });

  it('a second upload needs upsert; replacing leaves one file', async () => {
    const bucket = service().storage.from('models');
    const before = (await files()).length;
    await bucket.upload('pointer.json', '{"v":1}', { contentType: 'application/json' });
    const again = await bucket.upload('pointer.json', '{"v":2}', { contentType: 'application/json' });
    expect(again.error).toMatchObject({ statusCode: '409', message: 'The resource already exists' });
    expect((await bucket.upload('pointer.json', '{"v":3}', { upsert: true })).error).toBeNull();
    expect((await bucket.update('pointer.json', '{"v":4}')).error).toBeNull();
    expect((await bytesOf((await bucket.download('pointer.json')).data)).toString()).toBe('{"v":4}');
    expect((await files()).length).toBe(before + 1);
  });

  it('lists one level: folders first, then files, with search and limit', async () => {
    const bucket = service().storage.from('models');
    for (const name of ['l/b.txt', 'l/a.txt', 'l/sub/c.txt']) await bucket.upload(name, 'x');
    const { data } = await bucket.list('l');
    expect(data!.map((entry) => [entry.name, entry.id !== null])).toEqual([
      ['sub', false],
      ['a.txt', true],
      ['b.txt', true],
    ]);
    expect((await bucket.list('l', { search: 'b' })).data!.map((entry) => entry.name)).toEqual(['b.txt']);
    expect((await bucket.list('l', { limit: 1, offset: 1 })).data!.map((entry) => entry.name)).toEqual([
      'a.txt',
    ]);
    expect((await bucket.list('nowhere')).data).toEqual([]);
  });

  it('knows what exists, moves, copies and removes together with the bytes', async () => {
    const bucket = service().storage.from('models');
    await bucket.upload('m/from.txt', 'moved');
    expect((await bucket.exists('m/from.txt')).data).toBe(true);
    expect((await bucket.move('m/from.txt', 'm/to.txt')).error).toBeNull();
    expect((await bucket.exists('m/from.txt')).data).toBe(false);
    expect((await bucket.copy('m/to.txt', 'm/copy.txt')).error).toBeNull();
    const before = (await files()).length;
    const removed = await bucket.remove(['m/to.txt', 'm/copy.txt', 'm/none.txt']);
    expect(removed.data!.map((entry) => entry.name).sort()).toEqual(['m/copy.txt', 'm/to.txt']);
    expect((await files()).length).toBe(before - 2);
    expect((await bucket.download('m/to.txt')).error).toMatchObject({ status: 400 });
  });

  it('signed links open one private object, for a while, and no other', async () => {
    const bucket = service().storage.from('models');
    await bucket.upload('s/one.txt', 'signed content');
    await bucket.upload('s/two.txt', 'other content');
    const { data } = await bucket.createSignedUrl('s/one.txt', 60);
    expect(data!.signedUrl).toContain(stack.apiUrl);
    expect(await (await fetch(data!.signedUrl)).text()).toBe('signed content');
    expect((await fetch(data!.signedUrl.replace('one.txt', 'two.txt'))).status).toBe(400);
    const many = await bucket.createSignedUrls(['s/two.txt', 's/none.txt'], 60);
    expect(await (await fetch(many.data![0]!.signedUrl!)).text()).toBe('other content');
    expect(many.data![1]!.error).toBeTruthy();
    expect((await bucket.createSignedUrl('s/none.txt', 60)).error).toMatchObject({ statusCode: '404' });
  });

  it.each(['../outside.txt', 'a/../../outside.txt', 'a/./b', 'bad\\name', 'bad\u0000name'])(
    'refuses the name %j',
    async (name) => {
      const { error } = await service().storage.from('models').upload(name, 'x');
      // A URL cannot hold dot segments: such a name reaches another path, or none.
      if (error === null) expect((await service().storage.from('models').list('..')).data).toEqual([]);
      expect((await files()).every((file) => /^[0-9a-f-]{36}$/.test(file))).toBe(true);
    },
  );

  it('keeps to the limits of the bucket', async () => {
    const bucket = service().storage.from('small');
    const large = await bucket.upload('large.png', randomBytes(1025), { contentType: 'image/png' });
    expect(large.error).toMatchObject({ statusCode: '413' });
    const text = await bucket.upload('a.txt', 'x', { contentType: 'text/plain' });
    expect(text.error).toMatchObject({ statusCode: '415' });
    expect(
      (await bucket.upload('fits.png', randomBytes(1024), { contentType: 'image/png' })).error,
    ).toBeNull();
    expect((await service().storage.from('none').upload('a', 'x')).error).toMatchObject({
      message: 'Bucket not found',
    });
  });
});

describe('who may', () => {
  it('a person reaches the own folder only', async () => {
    const [ada, bob] = [await newPerson(), await newPerson()];
    const before = (await files()).length;
    expect((await ada.client.storage.from('own').upload(`${ada.id}/a.txt`, 'of ada')).error).toBeNull();
    const forged = await bob.client.storage.from('own').upload(`${ada.id}/b.txt`, 'of bob');
    expect(forged.error).toMatchObject({
      statusCode: '403',
      message: 'new row violates row-level security policy',
    });
    expect((await files()).length).toBe(before + 1);
    expect((await bob.client.storage.from('own').download(`${ada.id}/a.txt`)).error).toBeTruthy();
    expect((await bob.client.storage.from('own').list(ada.id)).data).toEqual([]);
    expect((await bob.client.storage.from('own').remove([`${ada.id}/a.txt`])).data).toEqual([]);
    expect((await ada.client.storage.from('own').download(`${ada.id}/a.txt`)).error).toBeNull();
    expect((await ada.client.storage.from('models').download('pointer.json')).error).toBeTruthy();
  });

  it('the owner of files cannot be deleted before them', async () => {
    const ada = await newPerson();
    await ada.client.storage.from('own').upload(`${ada.id}/a.txt`, 'of ada');
    expect((await service().auth.admin.deleteUser(ada.id)).error).toMatchObject({ status: 500 });
    await service()
      .storage.from('own')
      .remove([`${ada.id}/a.txt`]);
    expect((await service().auth.admin.deleteUser(ada.id)).error).toBeNull();
  });

  it('anybody reads a public bucket, nobody writes to it', async () => {
    await service().storage.from('open').upload('hello.txt', 'hello', { contentType: 'text/plain' });
    const { data } = anon().storage.from('open').getPublicUrl('hello.txt');
    expect(await (await fetch(data.publicUrl)).text()).toBe('hello');
    expect((await anon().storage.from('open').upload('mine.txt', 'x')).error).toMatchObject({
      statusCode: '403',
    });
    const closed = anon().storage.from('models').getPublicUrl('pointer.json');
    expect((await fetch(closed.data.publicUrl)).status).toBe(400);
  });
});

it('buckets can be listed, changed, emptied and deleted by the service role only', async () => {
  const storage = service().storage;
  await storage.createBucket('short-lived', { public: false });
  expect((await storage.createBucket('short-lived')).error).toMatchObject({ statusCode: '409' });
  await storage.updateBucket('short-lived', { public: true });
  expect((await storage.getBucket('short-lived')).data).toMatchObject({ public: true });
  expect((await storage.listBuckets()).data!.map((bucket) => bucket.id)).toContain('short-lived');
  expect((await anon().storage.listBuckets()).data).toEqual([]);
  expect((await anon().storage.createBucket('mine')).error).toMatchObject({ statusCode: '403' });
  await storage.from('short-lived').upload('a.txt', 'x');
  expect((await storage.deleteBucket('short-lived')).error).toMatchObject({ statusCode: '409' });
  expect((await storage.emptyBucket('short-lived')).error).toBeNull();
  expect((await storage.deleteBucket('short-lived')).error).toBeNull();
  expect((await storage.getBucket('short-lived')).error).toMatchObject({ message: 'Bucket not found' });
});
