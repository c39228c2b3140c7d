import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { endpoints } from '../../../shared/api/endpoints.ts';
import { errorCatalogue } from '../../../shared/errors/error-catalogue.ts';

const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');

it.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
  'docs/api.md names %s and explains each of its codes',
  (name, { method, errors }) => {
    expect(page).toContain(`\`${method} ${name}\``);
    for (const code of errors)
      expect(page).toMatch(new RegExp(`\\| \`${code}\` *\\| ${errorCatalogue[code].status} `));
  },
);
