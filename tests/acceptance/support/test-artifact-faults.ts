import { beforeAll, describe, expect, test } from 'vitest';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { RecommendItemsResponse } from '../../../shared/contracts/recommend-items.ts';
import { activate, copyModelVersion } from './copy-model-version.ts';
import { createPerson, type Person } from './create-person.ts';
import type { LiveModel } from './live-model.ts';
import { runCli } from './run-cli.ts';
import { type StoredArtifact, sha256 } from './stored-artifact.ts';

type Repair = () => Promise<void>;

interface Fault {
  what: string;
  code: string;
  /** Breaks a version that is active; what it returns makes it whole again. */
  break: (artifact: StoredArtifact, live: LiveModel, version: string) => Promise<Repair>;
}

const faults: Fault[] = [
  {
    what: 'a flipped byte in the weights',
    code: 'ARTIFACT_CORRUPT',
    async break(artifact) {
      const whole = await artifact.read(artifactPaths.userTowerWeights);
      const flipped = Buffer.from(whole);
      flipped[1000]! ^= 1;
      await artifact.write(artifactPaths.userTowerWeights, flipped);
      return () => artifact.write(artifactPaths.userTowerWeights, whole);
    },
  },
  {
    what: 'an edited manifest',
    code: 'MANIFEST_MISMATCH',
    async break(artifact) {
      const whole = await artifact.read(artifactPaths.manifest);
      const manifest = await artifact.readManifest();
      manifest.scoring.temperature *= 2;
      await artifact.write(artifactPaths.manifest, Buffer.from(JSON.stringify(manifest)));
      return () => artifact.write(artifactPaths.manifest, whole);
    },
  },
  {
    what: 'a feature spec of other features',
    code: 'FEATURE_SPEC_MISMATCH',
    async break(artifact, { database }, version) {
      const [spec, manifest] = [
        await artifact.read(artifactPaths.featureSpec),
        await artifact.readManifest(),
      ];
      const other = JSON.parse(spec.toString());
      other.vocabularies.makers.push('a maker that nobody trained on');
      const bytes = Buffer.from(JSON.stringify(other));
      // Every sum agrees; only what the features mean does not.
      const files = manifest.files.map((file) =>
        file.path === artifactPaths.featureSpec
          ? { ...file, bytes: bytes.length, sha256: sha256(bytes) }
          : file,
      );
      const place = async (content: Uint8Array, text: string) => {
        await artifact.write(artifactPaths.featureSpec, content);
        await artifact.write(artifactPaths.manifest, Buffer.from(text));
        await database.query('update app.models set manifest_sha256 = $2 where version = $1', [
          version,
          sha256(Buffer.from(text)),
        ]);
      };
      await place(bytes, JSON.stringify({ ...manifest, files }));
      return () => place(spec, JSON.stringify(manifest));
    },
  },
  {
    what: 'files that are not in Storage',
    code: 'ARTIFACT_MISSING',
    async break(artifact) {
      const paths = [
        artifactPaths.manifest,
        ...(await artifact.readManifest()).files.map(({ path }) => path),
      ];
      const contents = await Promise.all(paths.map((path) => artifact.read(path)));
      await artifact.remove(paths);
      return async () => {
        for (const [index, path] of paths.entries()) await artifact.write(path, contents[index]!);
      };
    },
  },
];

/** Every fault of a published model: the page comes from popularity and says why; a repair is enough. */
export function testArtifactFaults(live: () => LiveModel): void {
  describe('with a fault in the model', () => {
    const versionOf = ({ code }: Fault) => `fault-${code.toLowerCase().replaceAll('_', '-')}`;
    const repairs = new Map<string, Repair>();
    let person: Person;
    beforeAll(async () => {
      const { stack, database } = live();
      person = await createPerson(stack, { adult: true });
      const { rows } = await database.query('select id from app.items order by id limit 5');
      await person.decide(
        rows.map(({ id }) => Number(id)),
        'like',
      );
    }, 60_000);

    async function expectPopularity(page: RecommendItemsResponse, code: string): Promise<void> {
      expect(page.model_version).toBeNull();
      expect(page.degraded.map((reason) => reason.code)).toEqual([code]);
      expect(page.items).toHaveLength(20);
      const { rows } = await live().database.query<{ id: string; score: number }>(
        `select item_id as id, ln(1 + decayed_likes::float8) as score from app.item_popularity
         where item_id = any ($1)`,
        [page.items.map(({ id }) => id)],
      );
      const scores = new Map(rows.map(({ id, score }) => [Number(id), score]));
      for (const { id, score, source } of page.items) {
        expect(source).toBe('popular');
        expect(score).toBeCloseTo(scores.get(id)!, 4);
      }
    }

    test.each(faults)(
      '$what: $code, and a page from popularity',
      async (fault) => {
        const version = versionOf(fault);
        const artifact = await copyModelVersion(live(), version);
        repairs.set(version, await fault.break(artifact, live(), version));
        const page = await person.requestPage();
        await expectPopularity(page, fault.code);
        // Which version it is, but nothing of where it lies and who may read it.
        expect(page.degraded[0]!.message).toContain(version);
        expect(page.degraded[0]!.message).not.toMatch(/https?:|sb_secret|eyJ|\bat .+:\d+/);
      },
      60_000,
    );

    test('no active version: MODEL_MISSING, and a page from popularity', async () => {
      const { database, root, version } = live();
      await database.query(`delete from app.deployments where slot = 'active'`);
      await expectPopularity(await person.requestPage(), 'MODEL_MISSING');
      // The gate has every right to refuse a model of two epochs.
      const promoted = await runCli(['release', 'promote', version, '--force', '--root', root]);
      expect(promoted).toMatchObject({ status: 0, stderr: '' });
      expect(await person.requestPage()).toMatchObject({ model_version: version, degraded: [] });
    }, 60_000);

    test.each(faults)(
      '$what, repaired: the model answers again',
      async (fault) => {
        const version = versionOf(fault);
        await repairs.get(version)!();
        await activate(live().database, version);
        // A failed version is tried anew after five seconds, or once two others have pushed it out of the cache.
        await expect
          .poll(() => person.requestPage(), { timeout: 20_000, interval: 500 })
          .toMatchObject({ model_version: version, degraded: [] });
        expect((await person.requestPage()).items.map(({ source }) => source)).toContain('personalised');
      },
      60_000,
    );

    test('the healthy version is promoted again', async () => {
      const { root, version } = live();
      expect((await runCli(['release', 'promote', version, '--force', '--root', root])).status).toBe(0);
      expect(await person.requestPage()).toMatchObject({ model_version: version, degraded: [] });
    }, 60_000);
  });
}
