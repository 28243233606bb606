// Reads a request body into memory within a cap, packed or not.
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const inflate = promisify(gunzip)

/** A refusal as an HTTP status with a sentence for whoever reads the sender's log. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** @param limit bytes, which holds for the body as sent and as unpacked: a small gzip can hold gigabytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new Refusal(415, `content-encoding ${encoding} is not supported: use gzip or none`)
  }
  const tooLarge = new Refusal(413, `the body is larger than ${limit} bytes: send smaller batches`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > limit) throw tooLarge
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks, size)
  return encoding === 'gzip' ? unpack(body, limit, tooLarge) : body
}

async function unpack(body: Buffer, limit: number, tooLarge: Refusal): Promise<Buffer> {
  try {
    return await inflate(body, { maxOutputLength: limit })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge : new Refusal(400, 'the body is not whole gzip')
  }
}
