import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { newTempFolder } from '../fixtures/new-temp-folder.ts';
import { copyPlainly, monitoringFolder } from './support/copy-monitoring.ts';

const prometheus = inject('prometheus');

describe.skipIf(prometheus === null)('promtool', () => {
  /** Rejects with what promtool said where it finds fault. */
  const promtool = (...args: string[]) =>
    promisify(execFile)(prometheus!.promtool, args, { cwd: monitoringFolder });

  test('accepts the configuration and the rules', async () => {
    const folder = newTempFolder();
    await copyPlainly(folder);
    const { stdout } = await promtool('check', 'config', join(folder, 'prometheus.yml'));
    expect(stdout).toContain('SUCCESS: 1 rule files found');
    expect((await promtool('check', 'rules', '--lint-fatal', 'alert_rules.yml')).stdout).toContain('SUCCESS');
  });

  test.each(['alert_rules_test.yml', 'alert_rules_slow_test.yml'])('passes %s', async (file) => {
    expect((await promtool('test', 'rules', file)).stdout).toContain('SUCCESS');
  });
});
