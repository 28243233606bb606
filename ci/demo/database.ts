// The demo's own connection to the service's database, through the service's own driver.
import { createRequire } from 'node:module'
import { join } from 'node:path'

export interface Connection {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
  end(): Promise<void>
}

export async function connect(dir: string, url: string): Promise<Connection> {
  const { Client } = createRequire(join(dir, 'package.json'))('pg')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  return client
}
