// Owner: paved-road
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

const promtool = spawnSync('promtool', ['--version']).error === undefined
const skip = promtool ? false : 'promtool, which comes with Prometheus, is not on PATH'

describe('slo.yaml', () => {
  it('is what observability/ and runbooks/ were compiled from', () => {
    const { status, output } = run('npm', 'run', '--silent', 'slo', '--', '--dry-run')
    assert.equal(status, 0, `${output}\nnpm run slo compiles it anew`)
  })

  it('is about this service, and about routes that it has', () => {
    const { name } = JSON.parse(readFileSync('package.json', 'utf8'))
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8'))
    const has = ({ method, route }: { method?: string; route: string }) => {
      const found = paths[route.replace(/:(\w+)/g, '{$1}')]
      return found !== undefined && (method === undefined || method.toLowerCase() in found)
    }
    for (const { name: slo, service, indicator } of JSON.parse(readFileSync('observability/slo.json', 'utf8'))
      .slos) {
      assert.equal(service, name, `${slo} is of a service that package.json does not name`)
      if (!Array.isArray(indicator.routes)) continue
      assert.deepEqual(
        indicator.routes.filter((route: never) => !has(route)),
        [],
        `${slo} asks for routes that are not`,
      )
    }
  })

  it('compiles to rules that Prometheus loads', { skip }, () => {
    const { status, output } = run('promtool', 'check', 'rules', ...globSync('observability/rules/*.yaml'))
    assert.equal(status, 0, output)
  })

  for (const file of globSync('observability/tests/*.yaml').sort()) {
    it(`compiles to alerts that fire and reset when theory says: ${file}`, { skip }, () => {
      const { status, output } = run('promtool', 'test', 'rules', file)
      assert.equal(status, 0, output)
    })
  }
})

function run(command: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
