import { findRuleBreaches } from './find-rule-breaches.ts';
import { lintWorkflow } from './lint-workflow.ts';
import { readWorkflowFiles } from './read-workflow-files.ts';

// `npm run check:workflows [folder]`. GitHub's parser imports JSON in a way that Node 20 takes from tsx alone.
const files = await readWorkflowFiles(process.argv[2]);
if (files.length === 0) throw new Error('There is no workflow to check');
for (const file of files) {
  for (const line of [...(await lintWorkflow(file)), ...findRuleBreaches(file.text)]) {
    console.error(`${file.name}: ${line}`);
    process.exitCode = 1;
  }
}
