// count-tests.mjs REPORT STATUS: reads vitest's JSON report and prints "PASSED FAILED". What failed without failing a test, such as a file
// that cannot be loaded or a rejection nobody handled, counts as one failure, so that no failure is lost.
import {readFileSync} from 'node:fs';

const [file, status] = process.argv.slice(2);
const {numPassedTests, testResults} = JSON.parse(readFileSync(file, 'utf8'));
const failed = testResults.map(({status, assertionResults}) => {
  const tests = assertionResults.filter((test) => test.status === 'failed').length;
  return status === 'failed' ? Math.max(tests, 1) : tests;
});
const sum = failed.reduce((total, count) => total + count, 0);
process.stdout.write(`${numPassedTests} ${sum === 0 && status !== '0' ? 1 : sum}\n`);
