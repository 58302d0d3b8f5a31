import {BaseCommand} from '../../cli/base-command.ts';
import {pullImages} from '../../cluster/images/pull-images.ts';
import {AppError} from '../../errors/app-error.ts';

export default class ImagePull extends BaseCommand<typeof ImagePull> {
  static override readonly summary = 'Let all nodes of a cluster pull images.';
  static override readonly description =
    'From the registry in the name, or its mirrors; with the insecure registries and certificates that the cluster was started with.';
  static override readonly examples = ['<%= config.bin %> image pull nginx', '<%= config.bin %> image pull localhost:5001/my-app:dev'];
  static override readonly strict = false;
  static override readonly streamsEvents = true;

  override async run(): Promise<void> {
    const {words, profile, progress, signal} = this;
    if (words.length === 0) throw new AppError('E_USAGE', 'Name the images to pull.', {hints: ['flotilla image pull nginx']});
    const images = await pullImages(profile, words, await this.deps().imageDeps({progress, signal}));
    this.print({images}, () => '');
  }
}
