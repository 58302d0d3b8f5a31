import type {ArchivePart} from './archive-part.ts';

/** A layer as the archive has it. */
export interface ArchivedLayer {
  /** Of what is stored, compressed or not; `sha256:…`. */
  readonly digest: string;
  readonly diffId: string;
  /** Absent when it was left out of the archive. */
  readonly part?: ArchivePart;
}

/** An image of an archive, whatever the archive's kind. */
export interface ArchivedImage {
  /** Whole names, as containerd knows them. */
  readonly names: readonly string[];
  readonly mediaType: string;
  readonly manifest: Buffer;
  readonly config: Buffer;
  readonly architecture: string;
  readonly layers: readonly ArchivedLayer[];
}
