import type {TestCluster} from '../support/test-cluster.ts';

interface Content {
  readonly spec: {readonly volumeSnapshotRef: {readonly uid?: string}};
}

const apiVersion = 'snapshot.storage.k8s.io/v1';
const driver = 'nobody.example';
const objects = [
  {apiVersion, kind: 'VolumeSnapshotClass', metadata: {name: 'nobody'}, driver, deletionPolicy: 'Retain'},
  {
    apiVersion,
    kind: 'VolumeSnapshotContent',
    metadata: {name: 'taken'},
    spec: {
      deletionPolicy: 'Retain',
      driver,
      source: {snapshotHandle: 'taken-before'},
      volumeSnapshotClassName: 'nobody',
      volumeSnapshotRef: {name: 'taken', namespace: 'default'},
    },
  },
  {
    apiVersion,
    kind: 'VolumeSnapshot',
    metadata: {name: 'taken'},
    spec: {volumeSnapshotClassName: 'nobody', source: {volumeSnapshotContentName: 'taken'}},
  },
];

/** A snapshot that was taken before and the object that asks for it find each other: the controller's part, without a driver. */
export async function bindsSnapshots(cluster: TestCluster): Promise<boolean> {
  await cluster.apply(objects);
  const {spec} = await cluster.get<Content>('volumesnapshotcontent', 'taken');
  const uid = await cluster.kubectl('get', 'volumesnapshot', 'taken', '-o', 'jsonpath={.metadata.uid}');
  return spec.volumeSnapshotRef.uid === uid;
}

export const removeSnapshots = (cluster: TestCluster): Promise<string> =>
  cluster.kubectl('delete', 'volumesnapshot/taken', 'volumesnapshotcontent/taken', 'volumesnapshotclass/nobody');
