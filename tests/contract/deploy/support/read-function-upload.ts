import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

const metadataSchema = z.strictObject({
  name: z.string(),
  entrypoint_path: z.string(),
  import_map_path: z.string(),
  static_patterns: z.array(z.string()),
  verify_jwt: z.boolean(),
});

export interface FunctionUpload {
  metadata: z.infer<typeof metadataSchema>;
  /** By path from the root of the repository. */
  files: Map<string, Buffer>;
  /** Length of the whole request body. */
  bytes: number;
}

/** Parses the multipart request that deploys one function. */
export async function readFunctionUpload(request: IncomingMessage): Promise<FunctionUpload> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const form = await new Response(body, {
    headers: { 'content-type': request.headers['content-type']! },
  }).formData();
  const metadata = metadataSchema.parse(JSON.parse(String(form.get('metadata'))));
  const files = new Map<string, Buffer>();
  for (const part of form.getAll('file')) {
    if (typeof part === 'string') throw new TypeError('A file part without a file name was uploaded');
    if (files.has(part.name)) throw new TypeError(`${part.name} was uploaded twice`);
    files.set(part.name, Buffer.from(await part.arrayBuffer()));
  }
  return { metadata, files, bytes: body.length };
}
