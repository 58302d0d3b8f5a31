import {buffer} from 'node:stream/consumers';
import {fileEntry, type LayerEntry, textContent} from '../oci/layer-entry.ts';
import {type DebianFilesDeps, debianFiles} from './debian-files.ts';

/** Mozilla's certificate authorities as one PEM file, where Go, OpenSSL and curl look for it. Debian makes it in a maintainer script. */
export async function caBundle(deps: DebianFilesDeps): Promise<LayerEntry> {
  const files = await debianFiles(['ca-certificates'], deps);
  const authorities = files.filter(({path}) => path.startsWith('usr/share/ca-certificates/mozilla/') && path.endsWith('.crt'));
  authorities.sort((a, b) => (a.path < b.path ? -1 : 1));
  const pems: Buffer[] = [];
  for (const {content} of authorities) if (content) pems.push(await buffer(content.open()));
  return fileEntry('etc/ssl/certs/ca-certificates.crt', textContent(Buffer.concat(pems)));
}
