/**
 * Every error a user can meet: a stable id, the exit code of the process and one line of meaning.
 *
 * Exit codes follow minikube's families, so that scripts written for it keep working: the tens say where
 * (10 program, 20 resource, 30 host, 40 download, 50 engine, 70 local network, 80 node, 90 runtime, 100 control plane, 110 service),
 * the last digit says what (0 error, 1 conflict, 2 timeout, 3 not running, 4 usage, 5 not found, 6 unsupported, 7 permission,
 * 8 configuration, 9 unavailable). 1 is a bug of ours, 130 an interruption, 3 to 7 belong to `status`.
 */
export const errorCatalogue = {
  E_INTERNAL: {exitCode: 1, meaning: 'A bug in Flotilla.'},
  E_INTERRUPTED: {exitCode: 130, meaning: 'Interrupted by Ctrl-C or a termination signal.'},
  E_LOCKED: {exitCode: 11, meaning: 'Another command is changing the same cluster.'},
  E_USAGE: {exitCode: 14, meaning: 'The command line is wrong: an unknown command or flag, or a value that is not accepted.'},
  E_CONFIG: {exitCode: 14, meaning: 'The cluster specification is not valid.'},
  E_TOOL_MISSING: {exitCode: 15, meaning: 'A program that is needed is not installed.'},
  E_MEMORY: {exitCode: 23, meaning: 'Too little memory was asked for, or the host has too little.'},
  E_CPUS: {exitCode: 29, meaning: 'More processors were asked for than the host has.'},
  E_DISK: {exitCode: 26, meaning: 'The disk of the container engine is full.'},
  E_HOST: {exitCode: 30, meaning: 'The host refused an operation.'},
  E_HOST_LIMIT: {exitCode: 36, meaning: 'A limit of the host is too low for the cluster, such as inotify instances.'},
  E_FILE: {exitCode: 35, meaning: 'A file is missing or cannot be read or written.'},
  E_KUBECONFIG: {exitCode: 38, meaning: 'The kubeconfig file cannot be read or written.'},
  E_DOWNLOAD: {exitCode: 40, meaning: 'A download failed.'},
  E_CHECKSUM: {exitCode: 48, meaning: 'A download does not have the checksum it must have.'},
  E_IMAGE_BUILD: {exitCode: 90, meaning: 'A component or an image could not be built.'},
  E_IMAGE_ARCHIVE: {exitCode: 98, meaning: 'An archive holds no images that can be read.'},
  E_IMAGE_LOAD: {exitCode: 80, meaning: 'An image could not be loaded, pulled, tagged or removed on a node.'},
  E_IMAGE_PINNED: {exitCode: 91, meaning: 'An image belongs to the node image and cannot be removed.'},
  E_IMAGE_NOT_FOUND: {exitCode: 95, meaning: 'An image does not exist where it was looked for.'},
  E_ENGINE: {exitCode: 50, meaning: 'The container engine refused an operation.'},
  E_ENGINE_UNAVAILABLE: {exitCode: 55, meaning: 'No container engine answers.'},
  E_ENGINE_PERMISSION: {exitCode: 57, meaning: 'The container engine may not be used by this user.'},
  E_ENGINE_UNSUPPORTED: {exitCode: 56, meaning: 'The container engine is too old or lacks something that nodes need.'},
  E_NOT_FOUND: {exitCode: 55, meaning: 'The container engine has no such object.'},
  E_SUBNET: {exitCode: 70, meaning: 'A subnet or address overlaps with another network.'},
  E_PORT: {exitCode: 71, meaning: 'A port of the host is taken.'},
  E_NODE: {exitCode: 80, meaning: 'A node could not be created, started or changed.'},
  E_NODE_COMMAND: {exitCode: 80, meaning: 'A command failed inside a node.'},
  E_TIMEOUT: {exitCode: 82, meaning: 'Something did not become ready in time.'},
  E_NOT_RUNNING: {exitCode: 83, meaning: 'The cluster or the node is not running.'},
  E_SSH: {exitCode: 89, meaning: 'A machine cannot be reached by SSH, or one of the two keys is not accepted.'},
  E_CLUSTER_NOT_FOUND: {exitCode: 85, meaning: 'There is no cluster, or no node, of that name.'},
  E_API: {exitCode: 100, meaning: 'The Kubernetes API server refused a request or does not answer.'},
  E_SERVICE_NOT_FOUND: {exitCode: 115, meaning: 'There is no Service of that name.'},
  E_SERVICE_UNREACHABLE: {exitCode: 115, meaning: 'Nobody answers for a Service, or it cannot be reached from this machine.'},
  E_VERSION_UNSUPPORTED: {exitCode: 106, meaning: 'That version of Kubernetes is not supported, or the change of version is not.'},
  E_TUNNEL_RUNNING: {exitCode: 111, meaning: 'The cluster has a tunnel already.'},
} as const satisfies Record<string, {readonly exitCode: number; readonly meaning: string}>;

export type ErrorId = keyof typeof errorCatalogue;
