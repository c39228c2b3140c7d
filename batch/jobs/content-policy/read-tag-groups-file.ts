import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import { type TagGroups, tagGroupsSchema } from '../../../shared/contracts/tag-groups.ts';
import { readJsonFile } from './read-json-file.ts';

const schema = tagGroupsSchema.superRefine(({ groups }, context) => {
  const names = new Set<string>();
  const tags = new Set<string>();
  for (const [index, group] of groups.entries()) {
    const refuse = (message: string, ...path: PropertyKey[]) =>
      context.addIssue({ code: 'custom', message, path: ['groups', index, ...path] });
    if (names.has(group.name)) refuse('the name stands there twice');
    names.add(group.name);
    for (const [position, tag] of group.tags.entries()) {
      const cleaned = cleanText(tag);
      if (tags.has(cleaned))
        refuse('the tag stands there twice; it can be in one group only', 'tags', position);
      tags.add(cleaned);
    }
  }
});

/** Tag groups from a JSON file. Throws INVALID_DATA naming the group that is wrong. */
export async function readTagGroupsFile(path: string): Promise<TagGroups> {
  return readJsonFile(path, schema, {
    kind: 'tag groups',
    hint: 'Tag groups are JSON such as {"groups": [{"name": "a group", "useForTraining": false, "show": true, "tags": ["a tag"]}]}.',
    placeOf: (_, path) => {
      const [top, index, ...rest] = path;
      if (top !== 'groups' || typeof index !== 'number') return path.join('.');
      return [`group ${index + 1}`, ...(rest.length > 0 ? [rest.join('.')] : [])].join(', ');
    },
  });
}
