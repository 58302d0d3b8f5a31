import {createReadStream, existsSync, statSync} from 'node:fs';
import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import type {ArchiveSource} from '../../cluster/images/image-source.ts';
import {loadImages} from '../../cluster/images/load-images.ts';
import {pullImages} from '../../cluster/images/pull-images.ts';
import {AppError} from '../../errors/app-error.ts';

/** What can be no name of an image, or hardly is meant as one. */
const path = /^[./~]|\/$|\.(?:tar|tgz|tar\.\w+)$/;

export default class ImageLoad extends BaseCommand<typeof ImageLoad> {
  static override readonly summary = 'Load images into all nodes of a cluster.';
  static override readonly description =
    'Each word is the name of an image that the container engine has, an archive of `docker save` or an OCI layout as a tar, compressed or not, or - for an archive from standard input. What the cluster has is not sent again. Nodes that do not run, and nodes that are added later, get the images when they start. Nothing is printed when it succeeds.';
  static override readonly examples = [
    '<%= config.bin %> image load my-app:dev',
    '<%= config.bin %> image load my-app:dev my-sidecar:dev -p dev',
    '<%= config.bin %> image load images.tar.gz',
    'docker save my-app:dev | <%= config.bin %> image load -',
  ];
  static override readonly strict = false;
  static override readonly streamsEvents = true;
  static override readonly flags = {
    pull: Flags.boolean({env: 'FLOTILLA_PULL', summary: 'Let the container engine pull the images first.'}),
    daemon: Flags.boolean({env: 'FLOTILLA_DAEMON', summary: 'Take the words for names of images even where a file has that name.'}),
    remote: Flags.boolean({
      env: 'FLOTILLA_REMOTE',
      exclusive: ['daemon', 'pull'],
      summary: 'Let the nodes pull the images from their registry, as `image pull` does.',
    }),
    overwrite: Flags.boolean({
      allowNo: true,
      default: true,
      env: 'FLOTILLA_OVERWRITE',
      summary: 'Load an image that the cluster has under the same name with other content.',
    }),
  };

  override async run(): Promise<void> {
    const {words, flags, profile: cluster, progress, signal} = this;
    if (words.length === 0) throw new AppError('E_USAGE', 'Name an image, an archive or -.', {hints: ['flotilla image load --help']});
    const deps = await this.deps().imageDeps({progress, signal});
    if (flags.remote) {
      this.print({images: await pullImages(cluster, words, deps)}, () => '');
      return;
    }
    if (flags.pull) for (const word of words) await progress.step(`Pulling ${word}`, () => deps.engine.images.pull(word, {signal}));
    const loaded = await loadImages({cluster, ...this.sources(), overwrite: flags.overwrite}, deps);
    this.print(loaded, () => '');
  }

  private sources(): {readonly names: readonly string[]; readonly archives: readonly ArchiveSource[]} {
    const {daemon, pull} = this.flags;
    const isArchive = (word: string): boolean => word === '-' || (!daemon && !pull && existsSync(word) && statSync(word).isFile());
    const archives = this.words
      .filter(isArchive)
      .map(
        (word): ArchiveSource =>
          word === '-'
            ? {title: 'the archive from standard input', open: () => process.stdin}
            : {title: word, open: () => createReadStream(word, {highWaterMark: 1024 ** 2})},
      );
    const missing = this.words.find((word) => !isArchive(word) && path.test(word));
    if (missing !== undefined && !daemon && !pull)
      throw new AppError('E_FILE', `There is no file ${missing} with images.`, {hints: ['docker save -o FILE IMAGE writes one']});
    if (this.words.filter((word) => word === '-').length > 1) throw new AppError('E_USAGE', 'Standard input can be read once only.');
    return {names: this.words.filter((word) => !isArchive(word)), archives};
  }
}
