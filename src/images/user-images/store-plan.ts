/** What the store keeps for a name, as one file; digests are bare hexadecimal. The program `images` of the node image reads it. */
export interface StoredImage {
  /** Whole: `docker.io/library/nginx:latest`. */
  readonly name: string;
  readonly mediaType: string;
  /** Of the manifest. */
  readonly digest: string;
  /** Of the manifest, in bytes. */
  readonly size: number;
  readonly config: string;
  readonly layers: readonly string[];
  /** The layers, each with all that is below it, the lowest first. */
  readonly chain: readonly string[];
}

/** What a node does with the files that it has received. */
export interface StorePlan {
  readonly blobs: readonly {readonly file: string; readonly digest: string}[];
  /** To unpack, the lowest first. */
  readonly layers: readonly {
    readonly digest: string;
    /** To be checked while it is unpacked; absent where the digest itself says what is in the layer, or the source is trusted. */
    readonly diff?: string;
    readonly chain: string;
    /** Chains below it, the nearest first. */
    readonly lowers: readonly string[];
  }[];
  readonly names: readonly StoredImage[];
}

/** What the store has. */
export interface StoreState {
  readonly names: readonly StoredImage[];
  readonly blobs: readonly string[];
  /** Chains that are unpacked. */
  readonly layers: readonly string[];
}
