// Sends bodies over a few connections, as fast as they are taken.
import { Agent, request } from 'node:http'
import { type Body, renew, SPANS } from './bodies.ts'

const CONNECTIONS = 6

export class Load {
  readonly #bodies: readonly Body[]
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  #next = 0

  constructor(bodies: readonly Body[]) {
    this.#bodies = bodies
  }

  /** @returns spans a second */
  async send(url: string, requests: number): Promise<number> {
    const begin = performance.now()
    let left = requests
    const connection = async () => {
      while (left > 0) {
        left -= 1
        const body = this.#bodies[this.#next % this.#bodies.length] as Body
        this.#next += 1
        renew(body)
        await this.post(`${url}/v1/traces`, body.bytes)
      }
    }
    await Promise.all(Array.from({ length: CONNECTIONS }, connection))
    return (requests * SPANS) / ((performance.now() - begin) / 1000)
  }

  post(url: string, body: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length }
      const sent = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        response.resume()
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200) resolve()
          else reject(new Error(`${url} answered with ${response.statusCode}`))
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}
