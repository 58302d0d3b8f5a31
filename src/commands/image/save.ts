import {createWriteStream} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import {PassThrough} from 'node:stream';
import {Flags} from '@oclif/core';
import {allOf} from '../../async/all-of.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import type {ImageDeps} from '../../cluster/images/image-deps.ts';
import {type SavedImages, saveImages} from '../../cluster/images/save-images.ts';
import {AppError} from '../../errors/app-error.ts';

export default class ImageSave extends BaseCommand<typeof ImageSave> {
  static override readonly summary = 'Write images of a cluster to an archive.';
  static override readonly description =
    'The last word is the file, or - for standard output; the others are images. The archive is an OCI layout that `image load` and `docker load` read. With --daemon all words are images, and they go to the container engine.';
  static override readonly examples = [
    '<%= config.bin %> image save my-app:dev my-app.tar',
    '<%= config.bin %> image save my-app:dev - | gzip > my-app.tar.gz',
    '<%= config.bin %> image save my-app:dev --daemon',
  ];
  static override readonly strict = false;
  static override readonly flags = {
    daemon: Flags.boolean({env: 'FLOTILLA_DAEMON', summary: 'Load the images into the container engine instead of writing a file.'}),
  };

  override async run(): Promise<void> {
    const {words, progress, signal} = this;
    const names = this.flags.daemon ? words : words.slice(0, -1);
    if (names.length === 0) {
      throw new AppError('E_USAGE', 'Name the image and the file.', {hints: ['flotilla image save my-app:dev my-app.tar']});
    }
    const deps = await this.deps().imageDeps({progress, signal});
    const file = words.at(-1) ?? '';
    if (this.flags.daemon) {
      const {images} = await this.toEngine(names, deps);
      this.print({images}, () => '');
    } else if (file === '-') {
      if (process.stdout.isTTY)
        throw new AppError('E_USAGE', 'An archive is nothing for a terminal.', {hints: ['send it to a file or a pipe']});
      await saveImages(this.profile, names, process.stdout, deps);
    } else {
      const {images} = await this.toFile(names, file, deps);
      this.print({images, file}, () => '');
    }
  }

  /** The file appears whole or not at all. */
  private async toFile(names: readonly string[], file: string, deps: ImageDeps): Promise<SavedImages> {
    const partial = `${file}.partial-${process.pid}`;
    try {
      const saved = await saveImages(this.profile, names, createWriteStream(partial), deps);
      await rename(partial, file);
      return saved;
    } catch (error) {
      await rm(partial, {force: true});
      const {code} = error as NodeJS.ErrnoException;
      if (code === undefined || error instanceof AppError) throw error;
      throw new AppError('E_FILE', `${file} cannot be written: ${(error as Error).message}`, {cause: error});
    }
  }

  private async toEngine(names: readonly string[], deps: ImageDeps): Promise<SavedImages> {
    const archive = new PassThrough();
    const [saved] = await allOf(
      deps.signal,
      (signal) => saveImages(this.profile, names, archive, {...deps, signal}),
      (signal: AbortSignal) => deps.engine.images.load(archive, {signal}),
    );
    return saved;
  }
}
