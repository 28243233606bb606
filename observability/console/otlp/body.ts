// Reads a request body into memory within a cap, packed or not.
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const inflate = promisify(gunzip)
/** Bytes of one piece of what is unpacked: the default has hundreds of them joined for a usual batch. */
const PIECE = 256 * 1024

/** A refusal as an HTTP status with a sentence for whoever reads the sender's log. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * Answers with bytes that share their memory with nobody, so that they can be handed to another thread.
 * @param limit bytes, which holds for the body as sent and as unpacked: a small gzip can hold gigabytes.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new Refusal(415, `content-encoding ${encoding} is not supported: use gzip or none`)
  }
  const tooLarge = new Refusal(413, `the body is larger than ${limit} bytes: send smaller batches`)
  const length = request.headers['content-length']
  if (Number(length ?? 0) > limit) throw tooLarge
  const body = await (length === undefined
    ? collect(request, limit, tooLarge)
    : fill(request, Number(length)))
  return encoding === 'gzip' ? unpack(body, limit, tooLarge) : body
}

/** Node holds the sender to the length that it gave. Listens by itself: iterating costs more than the copy. */
function fill(request: IncomingMessage, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const body = Buffer.allocUnsafeSlow(length)
  let size = 0
  return ended(request, (chunk) => {
    size += chunk.copy(body, size)
  }).then(() => body)
}

function collect(
  request: IncomingMessage,
  limit: number,
  tooLarge: Refusal,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  let size = 0
  return ended(request, (chunk) => {
    size += chunk.length
    if (size > limit) throw tooLarge
    chunks.push(chunk)
  }).then(() => alone(Buffer.concat(chunks, size)))
}

function ended(request: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((done, failed) => {
    const broken = () => failed(new Refusal(400, 'the body ended before its length'))
    request.on('data', (chunk: Buffer) => {
      try {
        take(chunk)
      } catch (refusal) {
        request.removeAllListeners('data').pause()
        failed(refusal)
      }
    })
    request.once('end', done).once('error', broken).once('close', broken)
  })
}

async function unpack(body: Uint8Array, limit: number, tooLarge: Refusal): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return alone(await inflate(body, { maxOutputLength: limit, chunkSize: Math.min(PIECE, limit) }))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge : new Refusal(400, 'the body is not whole gzip')
  }
}

/** Small buffers are pieces of one that Node shares out. */
const alone = (bytes: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
