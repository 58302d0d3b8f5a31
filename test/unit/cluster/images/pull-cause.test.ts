import {expect, test} from 'vitest';
import {checkNodes} from '../../../../src/cluster/images/on-every-node.ts';
import {pullCause} from '../../../../src/cluster/images/pull-cause.ts';

const fatal = (time: string) =>
  `time="${time}" level=fatal msg="pulling image: failed to pull and unpack image \\"docker.io/library/x:1\\": failed to resolve reference \\"docker.io/library/x:1\\": failed to do request: Head \\"https://r/x\\": no such host"`;

test('the cause of a pull is what the registry or the network said', () => {
  const first = 'E1129 13:00:00.1 99 log.go:32] "PullImage from image service failed" err="rpc error" image="x:1"';
  expect(pullCause([first, fatal('now')])).toBe('failed to do request: Head "https://r/x": no such host');
  expect(pullCause(['x level=fatal msg="pulling image failed: rpc error: code = NotFound desc = not found"'])).toBe('not found');
  expect(pullCause(['crictl: not found'])).toBe('crictl: not found');
  expect(pullCause([])).toBe('');
});

test('what several nodes say is said once, and what one says has its name', () => {
  const failed = ['n1', 'n2', 'n3'].map((node) => ({node, error: new Error(node === 'n2' ? 'disk full' : 'no such host')}));
  expect(() => checkNodes('pull x', {done: [], failed}, ['flotilla image load x'])).toThrow(
    expect.objectContaining({
      message: 'n1, n2, n3 could not pull x.',
      details: ['n1, n3: no such host', 'n2: disk full'],
      hints: ['flotilla image load x', expect.stringContaining('again')],
    }),
  );
});
