import {describe, expect, it} from 'vitest';
import {decide, type Standing, type Wish} from '../../../src/apparmor/decide.ts';

const wish = (more: Partial<Wish> = {}): Wish => ({name: 'p', content: 'new', replace: false, force: false, ...more});
const standing = (more: Partial<Standing> = {}): Standing => ({isLoaded: true, others: [], ...more});
const other = {cluster: 'b', content: 'new'};
const different = {cluster: 'b', content: 'old'};

describe('decide', () => {
  it.each([
    ['what is not loaded is loaded', wish(), standing({isLoaded: false, own: 'new'}), 'load'],
    ['the same again is left alone', wish({replace: true, force: true}), standing({own: 'new'}), 'unchanged'],
    ["another cluster's that is the same is shared", wish(), standing({others: [other]}), 'share'],
    ['our own is replaced when asked', wish({replace: true}), standing({own: 'old'}), 'replace'],
    ["the host's own is replaced by force", wish({force: true}), standing(), 'replace'],
    ["another cluster's that differs is replaced by force", wish({force: true}), standing({others: [different]}), 'replace'],
  ])('%s', (_, asked, there, decision) => {
    expect(decide(asked, there)).toBe(decision);
  });

  it.each([
    ["the host's own", wish({replace: true}), standing(), /the host's own/],
    ["another cluster's that differs", wish({replace: true}), standing({others: [different]}), /the cluster "b"/],
    ['our own that another cluster shares', wish({replace: true}), standing({own: 'old', others: [different]}), /the cluster "b"/],
    ["another cluster's that is not loaded just now", wish(), standing({isLoaded: false, others: [different]}), /the cluster "b"/],
    [
      'what we have ourselves where another cluster has forced its own',
      wish(),
      standing({own: 'new', others: [different]}),
      /the cluster "b"/,
    ],
    ['our own that differs, unless asked', wish(), standing({own: 'old'}), /another content or mode/],
  ])('does not replace %s', (_, asked, there, message) => {
    expect(() => decide(asked, there)).toThrow(
      expect.objectContaining({id: 'E_APPARMOR_CONFLICT', message: expect.stringMatching(message)}),
    );
  });
});
