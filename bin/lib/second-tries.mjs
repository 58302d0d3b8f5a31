// A reporter of vitest: appends to the file FLOTILLA_SECOND_TRIES a line for each test that failed at first and then passed, with the error of
// the first try, so that a run that is green in the end does not hide it.
import {appendFileSync} from 'node:fs';

export default class SecondTries {
  onTestCaseResult(test) {
    if (!test.diagnostic()?.flaky) return;
    const first = test.result().errors?.[0]?.message?.split('\n')[0] ?? 'no message';
    appendFileSync(process.env.FLOTILLA_SECOND_TRIES, `${test.module.relativeModuleId} > ${test.fullName}: ${first}\n`);
  }
}
