import {Flags} from '@oclif/core';
import {openAddonView} from '../addons/addon-view.ts';
import {enableAddons} from '../addons/enable-addons.ts';
import {chosenAddons, readAddons} from '../addons/read-addons.ts';
import {BaseCommand} from '../cli/base-command.ts';
import {passedOn} from '../cli/passed-on.ts';

const addon = 'dashboard';
/** Milliseconds: a minute to pull, a minute to start, a minute to spare. */
const waitMs = 180_000;

export default class Dashboard extends BaseCommand<typeof Dashboard> {
  static override readonly summary = 'Open the dashboard of the cluster in the browser, or print its URL.';
  static override readonly description =
    'It is Headlamp, the successor of Kubernetes Dashboard: the addon `dashboard`, which is enabled if it is not. It is reached through a port of this machine, as long as the command runs.';
  static override readonly examples = ['<%= config.bin %> dashboard', '<%= config.bin %> dashboard --url'];
  static override readonly flags = {
    url: Flags.boolean({env: 'FLOTILLA_URL', summary: 'Print the URL and open no browser.'}),
  };

  override async run(): Promise<void> {
    const {flags, profile, progress} = this;
    await this.enable();
    progress.note(`A token to sign in with: flotilla kubectl -p ${profile} -- create token headlamp -n headlamp`);
    const {quiet, url, verbose} = flags;
    await this.config.runCommand('addons:open', [addon, '-p', profile, ...passedOn({quiet, url, verbose}, this.json)]);
  }

  private async enable(): Promise<void> {
    const {profile, progress, signal} = this;
    const addons = await chosenAddons([addon], await readAddons());
    using view = await openAddonView(profile, await this.deps().addonDeps({progress, signal}));
    await enableAddons({addons, secrets: {env: {}}, waitMs, given: {}, images: {}, registries: {}}, {...view, progress, signal});
  }
}
