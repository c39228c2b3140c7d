import { validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { WorkflowFile } from './read-workflow-files.ts';

/** What GitHub's own parser says against a workflow: schema, expressions, contexts, needs, schedules. One line each. */
export async function lintWorkflow({ name, text }: WorkflowFile): Promise<string[]> {
  const document = TextDocument.create(`file:///.github/workflows/${name}`, 'yaml', 1, text);
  const said = await validate(document, {});
  return said.map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
}
