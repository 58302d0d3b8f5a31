import {expect, test} from 'vitest';
import {complaintsOf} from '../../../src/images/sources/go/complaints.ts';

test('of a build that fails the errors are told, not the packages that others compile meanwhile', () => {
  const stderr = [
    'go: downloading github.com/miekg/dns v1.1.68',
    'internal/goarch',
    '# example.com/program/session',
    'session/session.go:281:6: unknown field Prefixes in struct literal of type "example.com/api".Advertise',
    'k8s.io/apiserver/pkg/authorization/cel',
    'github.com/hashicorp/memberlist',
    '',
  ].join('\n');
  expect(complaintsOf(stderr)).toBe(
    [
      '# example.com/program/session',
      'session/session.go:281:6: unknown field Prefixes in struct literal of type "example.com/api".Advertise',
    ].join('\n'),
  );
});
