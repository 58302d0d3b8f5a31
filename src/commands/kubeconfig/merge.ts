import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {adminEntry} from '../../cluster/kubeconfig/admin-entry.ts';
import {requireCluster} from '../../cluster/state/cluster-state.ts';

export default class KubeconfigMerge extends BaseCommand<typeof KubeconfigMerge> {
  static override readonly summary = "Put the cluster into the user's kubeconfig.";
  static override readonly description =
    'The file is the one that kubectl reads: of those that KUBECONFIG names the one that has the context or else the first, or ~/.kube/config. Entries of others stay.';
  static override readonly examples = [
    '<%= config.bin %> kubeconfig merge',
    '<%= config.bin %> kubeconfig merge -p dev --keep-context',
    'KUBECONFIG=dev.kubeconfig <%= config.bin %> kubeconfig merge -p dev',
  ];
  static override readonly flags = {
    'keep-context': Flags.boolean({env: 'FLOTILLA_KEEP_CONTEXT', summary: 'Leave the current context of kubectl as it is.'}),
  };

  override async run(): Promise<void> {
    const {flags, profile, progress, signal} = this;
    const deps = await this.deps().readDeps({progress, signal});
    const entry = await adminEntry(await requireCluster(deps.engine, profile, {signal}), 'published', deps);
    const kubeconfig = await deps.kubeconfig.merge(entry, flags['keep-context']);
    this.print({name: profile, kubeconfig, currentContext: deps.kubeconfig.currentContext() ?? ''}, () => {
      const switched = flags['keep-context'] ? '' : `\nCurrent context is "${profile}"`;
      return `The cluster "${profile}" is now in ${kubeconfig}${switched}`;
    });
  }
}
