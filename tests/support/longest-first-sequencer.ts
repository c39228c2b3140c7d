import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest on a clean clone, longest first. One of them begun last would keep one worker busy
 * while the other has nothing left to do. Only the order depends on this list.
 */
const longest = [
  'tests/acceptance/start.test.ts',
  'tests/integration/ingest/import-command.test.ts',
  'tests/acceptance/bad-commands.test.ts',
  'tests/integration/stack/lifecycle.test.ts',
  'tests/integration/dmm/sync-dmm.test.ts',
  'tests/integration/migrate/migrate-earlier-app.test.ts',
  'tests/integration/ingest/import-folder.test.ts',
  'tests/integration/dmm/sync-rankings.test.ts',
  'tests/contract/database/migrations.test.ts',
  'tests/integration/publish/train-publish-activate.test.ts',
  'tests/contract/deploy/deploy-functions.test.ts',
  'tests/integration/export/export.test.ts',
];

/** A process serves one project as long as the next file is of the same one: a change between two costs a new process. */
const projects = ['whole', 'mocking', 'unit'];

/** Begins with what takes longest and ends with unit tests, so that the workers end at about the same time. */
export class LongestFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const index = longest.indexOf(relative(this.ctx.config.root, moduleId));
      return index < 0 ? longest.length + projects.indexOf(project.name) : index;
    };
    return (await super.sort(files)).sort((left, right) => place(left) - place(right));
  }
}
