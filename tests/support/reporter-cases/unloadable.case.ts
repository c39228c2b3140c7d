// Run by passed-failed-reporter.test.ts: a file that does not load.
throw new Error('cannot load');
