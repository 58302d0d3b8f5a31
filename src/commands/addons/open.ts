import {Args, Flags} from '@oclif/core';
import {readAddons, theAddon} from '../../addons/read-addons.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {passedOn} from '../../cli/passed-on.ts';
import {AppError} from '../../errors/app-error.ts';

export default class AddonsOpen extends BaseCommand<typeof AddonsOpen> {
  static override readonly summary = 'Open an addon in the browser, or print its URL.';
  static override readonly description =
    'The same as `service` with the Service where the addon listens: one inside the cluster is reached through a port of this machine, as long as the command runs.';
  static override readonly examples = [
    '<%= config.bin %> addons open kube-state-metrics',
    '<%= config.bin %> addons open node-exporter --url',
  ];
  static override readonly args = {name: Args.string({description: 'The addon.', required: true})};
  static override readonly flags = {
    url: Flags.boolean({env: 'FLOTILLA_URL', summary: 'Print the URLs and open no browser.'}),
    https: Flags.boolean({env: 'FLOTILLA_HTTPS', summary: 'Give URLs with https instead of http.'}),
    format: Flags.string({env: 'FLOTILLA_FORMAT', helpValue: 'TEMPLATE', summary: 'Go template of a URL, as `service` has it.'}),
    wait: Flags.string({env: 'FLOTILLA_WAIT', helpValue: '30s', summary: 'Longest time to wait for somebody who answers.'}),
    interval: Flags.string({env: 'FLOTILLA_INTERVAL', helpValue: '1s', summary: 'How often the reason is looked for while waiting.'}),
  };

  override async run(): Promise<void> {
    const {args, flags, profile} = this;
    const {endpoints, name} = theAddon(args.name, await readAddons());
    const [first] = endpoints;
    if (!first) throw new AppError('E_SERVICE_NOT_FOUND', `The addon ${name} listens nowhere.`, {hints: ['flotilla addons list']});
    const {format, https, interval, quiet, url, verbose, wait} = flags;
    const others = passedOn({format, interval, wait, https, quiet, url, verbose}, this.json);
    await this.config.runCommand('service', [first.service, '-n', first.namespace, '-p', profile, ...others]);
  }
}
