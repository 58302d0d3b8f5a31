/** Run as a process of its own by the test of parallel merges: merges the entry of the name given. */
import {mergeKubeconfig} from '../../../../src/kube/kubeconfig/update-kubeconfig.ts';
import {sampleEntry} from './sample-entry.ts';

const [name = ''] = process.argv.slice(2);
await mergeKubeconfig({env: process.env, entry: sampleEntry(name), keepContext: true, signal: AbortSignal.timeout(100_000)});
