import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {renderTable} from '../../cli/render/table.ts';
import {listServices} from '../../cluster/services/list-services.ts';
import {serviceColumns, serviceRows} from '../../cluster/services/service-document.ts';
import {openServiceView} from '../../cluster/services/service-view.ts';

export default class ServiceList extends BaseCommand<typeof ServiceList> {
  static override readonly summary = 'List the Services of a cluster and their URLs.';
  static override readonly description =
    'A URL stands where this machine reaches a port at a node or at the address of a load balancer. `flotilla service NAME` reaches the others too.';
  static override readonly examples = [
    '<%= config.bin %> service list',
    '<%= config.bin %> service list -n kube-system',
    "<%= config.bin %> service list -o json | jq -r '.[].URLs[]'",
  ];
  static override readonly flags = {
    namespace: Flags.string({
      char: 'n',
      env: 'FLOTILLA_NAMESPACE',
      helpValue: 'NAME',
      summary: 'Namespace of the Services; all of them unless told.',
    }),
  };

  override async run(): Promise<void> {
    const {flags, progress, signal} = this;
    await using view = await openServiceView(this.profile, {localPorts: false}, await this.deps().serviceDeps({progress, signal}));
    const documents = await listServices(flags.namespace, view);
    // Not with `print`: minikube's JSON is on one line and ends without an end of line.
    if (this.json) process.stdout.write(JSON.stringify(documents));
    else this.print(documents, () => renderTable(serviceColumns, serviceRows(documents)));
  }
}
