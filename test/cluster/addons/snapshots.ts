import type {TestCluster} from '../support/test-cluster.ts';

interface Snapshot {
  readonly status?: {readonly error?: {readonly message?: string}};
}

const apiVersion = 'snapshot.storage.k8s.io/v1';
const name = 'of-nothing';
const objects = [
  {apiVersion, kind: 'VolumeSnapshotClass', metadata: {name}, driver: 'nobody.example', deletionPolicy: 'Delete'},
  {
    apiVersion,
    kind: 'VolumeSnapshot',
    metadata: {name},
    spec: {volumeSnapshotClassName: name, source: {persistentVolumeClaimName: name}},
  },
];

/** The controller looks for the claim of a snapshot and says that there is none: its part, without a driver. */
export async function answersSnapshots(cluster: TestCluster): Promise<boolean> {
  await cluster.apply(objects);
  const {status} = await cluster.get<Snapshot>('volumesnapshot', name);
  return /cannot get claim/.test(status?.error?.message ?? '');
}

export const removeSnapshots = (cluster: TestCluster): Promise<string> =>
  cluster.kubectl('delete', `volumesnapshot/${name}`, `volumesnapshotclass/${name}`, '--timeout=60s');
