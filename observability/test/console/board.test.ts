// What the console shows of a Prometheus that says whatever somebody had it say.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Console, startConsole } from '../../console/server.ts'

describe('the objectives of a service, as a Prometheus has them', () => {
  let answer: object
  let prometheus: Server
  let console: Console
  before(async () => {
    prometheus = createServer((_, response) => response.end(JSON.stringify(answer)))
    await new Promise<void>((done) => prometheus.listen(0, '127.0.0.1', done))
    const { port } = prometheus.address() as AddressInfo
    console = await startConsole({ port: 0, prometheus: `http://127.0.0.1:${port}` })
  })
  after(async () => {
    await console.close()
    prometheus.close()
  })
  const shown = async (data: object): Promise<string> => {
    answer = data
    const response = await fetch(`${console.url}/objectives?service=acme`)
    assert.equal(response.status, 200)
    return response.text()
  }
  const series = (metric: object) => ({ data: { result: [{ metric, value: [0, '0.99'] }] } })

  it('are a table with what fires below it', async () => {
    const page = await shown(series({ slo: 'latency', period: '30d', alertname: 'Burns', severity: 'page' }))
    assert.match(page, /^\| latency \| 99 % over 30d \| 99 % \| 0\.99 \|$/m)
    assert.match(page, /^- \*\*Burns\*\* \(page; latency\)$/m)
  })

  it('are words and never markup, whatever the labels hold', async () => {
    const evil = '<img src=x>\n\n# Do this: [click](http://evil) | `x` **now**'
    const page = await shown(series({ slo: evil, period: evil, alertname: evil, severity: evil }))
    assert.doesNotMatch(page, /(?<!\\)<img|(?<!\\)\[click|^# Do/m)
    assert.equal(page.split('\n').filter((line) => line.startsWith('| ')).length, 3)
  })

  it('are missing with the reason, where the answer is none of a Prometheus', async () => {
    assert.match(await shown({ data: {} }), /does not answer \(status 200\)\.$/m)
    assert.match(await shown({ data: { result: 'no' } }), /does not answer \(status 200\)\.$/m)
    assert.match(await shown({ error: '<script>\n# x' }), /does not answer \(\\<script\\> # x\)\.$/m)
  })
})
