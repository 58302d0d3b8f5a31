import {describe, expect, it} from 'vitest';
import {inOrder} from '../../../src/addons/in-order.ts';

const {signal} = new AbortController();
const plan = (name: string, ...needs: string[]) => ({addon: {name, needs}});

describe('addons that are enabled together', () => {
  it('begin at the same time, but for those that need another', async () => {
    const seen: string[] = [];
    const both = Promise.withResolvers<void>();
    await inOrder([plan('state'), plan('logs'), plan('metrics', 'state', 'absent')], signal, async ({addon: {name}}) => {
      seen.push(`${name} begins`);
      if (name === 'logs') both.resolve();
      // Does not end before the other has begun.
      if (name === 'state') await both.promise;
      seen.push(`${name} ends`);
    });
    expect(seen.slice(0, 2)).toEqual(['state begins', 'logs begins']);
    expect(seen.indexOf('metrics begins')).toBeGreaterThan(seen.indexOf('state ends'));
    expect(seen).toHaveLength(6);
  });

  it('end with the first that fails; what needs it does not begin', async () => {
    const seen: string[] = [];
    const all = inOrder([plan('state'), plan('metrics', 'state'), plan('logs')], signal, async ({addon: {name}}, within) => {
      seen.push(name);
      if (name === 'state') throw new Error('no space');
      await new Promise<void>((resolve) => within.addEventListener('abort', () => resolve()));
    });
    await expect(all).rejects.toThrow('no space');
    expect(seen).toEqual(['state', 'logs']);
  });
});
