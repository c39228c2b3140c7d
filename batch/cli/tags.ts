import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';

const flagsSchema = z.strictObject({
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
  json: z.boolean().optional(),
});

/** `matching tags groups apply | show`: which tags are trained on and which are shown. */
export function registerTagsCommand(program: Command): void {
  const groups = program
    .command('tags')
    .description('Tags of the catalogue')
    .command('groups')
    .description('Groups of tags: which ones are trained on and which ones are shown');
  const add = (name: string, description: string) =>
    groups
      .command(name)
      .description(description)
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
      .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)');

  add('apply', 'Make tag groups what a file says; groups that it does not name stay')
    .argument('<file>', 'groups as JSON: {"groups": [{"name", "useForTraining", "show", "tags"}]}')
    .action(async (file: string, given: Record<string, unknown>) => {
      const { applyTagGroups } = await import('../jobs/content-policy/apply-tag-groups.ts');
      const { readTagGroupsFile } = await import('../jobs/content-policy/read-tag-groups-file.ts');
      const wanted = await readTagGroupsFile(file);
      const client = await connect(given);
      try {
        const { groups: count, changedTags, unknownTags } = await applyTagGroups(client, wanted);
        console.log(`Applied ${count} tag groups: ${changedTags} tags changed their group`);
        if (unknownTags.length > 0) {
          console.log(`  ${unknownTags.length} tags are not in the catalogue; apply again when they are:`);
          for (const tag of unknownTags) console.log(`    ${tag}`);
        }
      } finally {
        await client.end();
      }
    });

  add('show', 'Show the tag groups')
    .option('--json', 'print them as apply reads them')
    .action(async (given: Record<string, unknown>) => {
      const { readTagGroups } = await import('../jobs/content-policy/read-tag-groups.ts');
      const client = await connect(given);
      try {
        const stored = await readTagGroups(client);
        if (given.json) console.log(JSON.stringify(stored, null, 2));
        else if (stored.groups.length === 0) console.log('There are no tag groups');
        else for (const group of stored.groups) console.log(describe(group));
      } finally {
        await client.end();
      }
    });
}

function describe(group: { name: string; useForTraining: boolean; show: boolean; tags: string[] }): string {
  const training = group.useForTraining ? 'trained on' : 'not trained on';
  return `${group.name}: ${training}, ${group.show ? 'shown' : 'not shown'}, ${group.tags.length} tags`;
}

async function connect(given: Record<string, unknown>) {
  const { root, dbUrl } = parseFlags(flagsSchema, given);
  const { connectDatabase } = await import('../io/connect-database.ts');
  const { resolveConnection } = await import('../io/resolve-connection.ts');
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  return connectDatabase(connection.dbUrl, { applicationName: 'matching tags' });
}
